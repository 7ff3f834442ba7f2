package io.ray4j.scheduler.transport;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.KeptTask;
import io.ray4j.scheduler.task.KeptTask.KeptObject;
import io.ray4j.scheduler.task.TaskId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** How a kept task lies in its file: as its parts lie in a frame. Stateless. */
public final class KeptTaskFrame {
  private KeptTaskFrame() {}

  /** The task as bytes, in native order. */
  public static ByteBuffer encode(KeptTask task) {
    FrameOutput out = new FrameOutput(new ReentrantLock()); // nobody else's
    ValueFrames.putTaskId(out, task.id());
    out.putString(task.name());
    ValueFrames.putFunction(out, task.function());
    out.putInt(task.inputs().size());
    task.inputs().forEach(input -> ValueFrames.putInput(out, input));
    out.putInt(task.objects().size());
    for (KeptObject object : task.objects()) {
      ValueFrames.putObjectId(out, object.id());
      ValueFrames.putValue(out, object.value());
    }
    return out.toSend();
  }

  /**
   * Reads what {@link #encode} made.
   *
   * @param in in native order
   * @throws IllegalArgumentException if it is something else
   */
  public static KeptTask decode(ByteBuffer in) {
    try {
      TaskId id = ValueFrames.getTaskId(in);
      String name = ValueFrames.getString(in);
      FunctionDescriptor function = ValueFrames.getFunction(in);
      return new KeptTask(id, name, function, ValueFrames.getInputs(in), getObjects(in));
    } catch (ProtocolException | BufferUnderflowException e) {
      throw new IllegalArgumentException("no description of a task: " + e.getMessage(), e);
    }
  }

  private static List<KeptObject> getObjects(ByteBuffer in) throws ProtocolException {
    int count = ValueFrames.getCount(in, ObjectId.BYTES);
    List<KeptObject> objects = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      objects.add(new KeptObject(ObjectId.readFrom(in), ValueFrames.getValue(in)));
    }
    return objects;
  }
}
