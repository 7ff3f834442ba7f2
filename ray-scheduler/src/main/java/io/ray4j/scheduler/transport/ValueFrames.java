package io.ray4j.scheduler.transport;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.Selector;
import io.ray4j.scheduler.task.Argument;
import io.ray4j.scheduler.task.ExecutionPolicy;
import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskInput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the values that several messages share lie in a frame: writer and reader side by side. */
final class ValueFrames {
  private static final byte INLINE = 0;
  private static final byte STORED = 1;
  private static final byte COMPOSITE = 2;
  private static final byte FAILED = 3;

  private static final byte COMPONENT = 0;
  private static final byte ELEMENT = 1;

  private static final byte VALUE = 0;
  private static final byte REF = 1;

  // the fewest bytes that each kind of thing takes in a frame
  private static final int PART_BYTES = 1 + Integer.BYTES;
  private static final int STEP_BYTES = 1 + Integer.BYTES;
  private static final int ARGUMENT_BYTES = 1 + 2 * Integer.BYTES;
  private static final int INPUT_BYTES = 1 + PART_BYTES + 2 * Integer.BYTES;

  private ValueFrames() {}

  static void putValue(FrameOutput out, ObjectValue value) {
    if (value instanceof ObjectValue.Inline inline) {
      out.putByte(INLINE).putBytes(inline.payload());
      putObjectIds(out, inline.references());
    } else if (value instanceof ObjectValue.Stored stored) {
      out.putByte(STORED);
      putExtent(out, stored.extent());
      putObjectIds(out, stored.references());
    } else if (value instanceof ObjectValue.Composite composite) {
      out.putByte(COMPOSITE).putString(composite.recordClass()).putInt(composite.parts().size());
      for (ObjectValue part : composite.parts()) {
        putValue(out, part);
      }
    } else if (value instanceof ObjectValue.Failed failed) {
      out.putByte(FAILED);
      putFailed(out, failed);
    }
  }

  static ObjectValue getValue(ByteBuffer in) throws ProtocolException {
    byte kind = in.get();
    if (kind != COMPOSITE) {
      return getPart(kind, in);
    }
    String recordClass = getString(in);
    int count = getCount(in, PART_BYTES);
    List<ObjectValue> parts = new ArrayList<>(count);
    for (int part = 0; part < count; part++) {
      parts.add(getPart(in.get(), in));
    }
    return new ObjectValue.Composite(recordClass, parts);
  }

  /** A value that is no composite: a composite's parts are none, so a frame cannot nest deeply. */
  private static ObjectValue getPart(byte kind, ByteBuffer in) throws ProtocolException {
    return switch (kind) {
      case INLINE -> new ObjectValue.Inline(getBytes(in), getObjectIds(in));
      case STORED -> new ObjectValue.Stored(getExtent(in), getObjectIds(in));
      case FAILED -> getFailed(in);
      case COMPOSITE -> throw new ProtocolException("a part of a composite is a composite");
      default -> throw new ProtocolException("unknown kind of value: " + kind);
    };
  }

  static void putFailed(FrameOutput out, ObjectValue.Failed failed) {
    out.putBytes(failed.failure());
    putObjectIds(out, failed.references());
  }

  static ObjectValue.Failed getFailed(ByteBuffer in) throws ProtocolException {
    return new ObjectValue.Failed(getBytes(in), getObjectIds(in));
  }

  static void putExtent(FrameOutput out, Extent extent) {
    out.putInt(extent.segment()).putLong(extent.offset()).putLong(extent.length());
  }

  static Extent getExtent(ByteBuffer in) {
    return new Extent(in.getInt(), in.getLong(), in.getLong());
  }

  static void putTarget(FrameOutput out, RefTarget target) {
    putObjectId(out, target.root());
    putPath(out, target.path());
    putView(out, target.view());
  }

  static RefTarget getTarget(ByteBuffer in) throws ProtocolException {
    return new RefTarget(ObjectId.readFrom(in), getPath(in), getView(in));
  }

  static void putObjectId(FrameOutput out, ObjectId id) {
    out.putLong(id.origin()).putLong(id.sequence()).putInt(id.index());
  }

  private static void putObjectIds(FrameOutput out, List<ObjectId> ids) {
    out.putInt(ids.size());
    for (ObjectId id : ids) {
      putObjectId(out, id);
    }
  }

  private static List<ObjectId> getObjectIds(ByteBuffer in) throws ProtocolException {
    int count = getCount(in, ObjectId.BYTES);
    if (count == 0) {
      return List.of();
    }
    List<ObjectId> ids = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      ids.add(ObjectId.readFrom(in));
    }
    return List.copyOf(ids);
  }

  /** One of a task's inputs. */
  static void putInput(FrameOutput out, TaskInput input) {
    ObjectId object = input.object();
    out.putByte(object == null ? VALUE : REF);
    if (object != null) {
      putObjectId(out, object);
    }
    putValue(out, input.value());
    putPath(out, input.path());
    putView(out, input.view());
  }

  static List<TaskInput> getInputs(ByteBuffer in) throws ProtocolException {
    int count = getCount(in, INPUT_BYTES);
    List<TaskInput> inputs = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      inputs.add(getInput(in));
    }
    return inputs;
  }

  private static TaskInput getInput(ByteBuffer in) throws ProtocolException {
    ObjectId object = in.get() == REF ? ObjectId.readFrom(in) : null;
    return new TaskInput(object, getValue(in), getPath(in), getView(in));
  }

  static void putTaskId(FrameOutput out, TaskId id) {
    out.putLong(id.origin()).putLong(id.sequence());
  }

  static TaskId getTaskId(ByteBuffer in) {
    return new TaskId(in.getLong(), in.getLong());
  }

  /** The task that submitted another, or none. */
  static void putParent(FrameOutput out, @Nullable TaskId parent) {
    out.putByte(parent == null ? 0 : 1);
    if (parent != null) {
      putTaskId(out, parent);
    }
  }

  static @Nullable TaskId getParent(ByteBuffer in) {
    return in.get() == 0 ? null : getTaskId(in);
  }

  static void putPath(FrameOutput out, List<Selector> path) {
    out.putInt(path.size());
    for (Selector step : path) {
      if (step instanceof Selector.Component component) {
        out.putByte(COMPONENT)
            .putInt(component.index())
            .putString(component.recordClass())
            .putString(component.name());
      } else {
        out.putByte(ELEMENT).putInt(step.index());
      }
    }
  }

  static List<Selector> getPath(ByteBuffer in) throws ProtocolException {
    int count = getCount(in, STEP_BYTES);
    if (count == 0) {
      return List.of();
    }
    List<Selector> path = new ArrayList<>(count);
    for (int step = 0; step < count; step++) {
      byte kind = in.get();
      path.add(
          switch (kind) {
            case COMPONENT -> new Selector.Component(in.getInt(), getString(in), getString(in));
            case ELEMENT -> new Selector.Element(in.getInt());
            default -> throw new ProtocolException("unknown kind of selector: " + kind);
          });
    }
    return List.copyOf(path);
  }

  static void putView(FrameOutput out, @Nullable String view) {
    out.putString(view == null ? "" : view);
  }

  static @Nullable String getView(ByteBuffer in) throws ProtocolException {
    String view = getString(in);
    return view.isEmpty() ? null : view;
  }

  static void putArguments(FrameOutput out, List<Argument> arguments) {
    out.putInt(arguments.size());
    for (Argument argument : arguments) {
      if (argument instanceof Argument.Value value) {
        out.putByte(VALUE).putBytes(value.payload());
        putObjectIds(out, value.references());
      } else if (argument instanceof Argument.Ref ref) {
        out.putByte(REF);
        putTarget(out, ref.target());
      }
    }
  }

  static List<Argument> getArguments(ByteBuffer in) throws ProtocolException {
    int count = getCount(in, ARGUMENT_BYTES);
    List<Argument> arguments = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      byte kind = in.get();
      arguments.add(
          switch (kind) {
            case VALUE -> new Argument.Value(getBytes(in), getObjectIds(in));
            case REF -> new Argument.Ref(getTarget(in));
            default -> throw new ProtocolException("unknown kind of argument: " + kind);
          });
    }
    return arguments;
  }

  static void putPolicy(FrameOutput out, ExecutionPolicy policy) {
    out.putInt(policy.numReturns()).putInt(policy.maxRetries()).putInt(policy.slots());
    out.putLong(policy.timeoutNs());
    putStrings(out, policy.retryOn());
  }

  static ExecutionPolicy getPolicy(ByteBuffer in) throws ProtocolException {
    return new ExecutionPolicy(in.getInt(), in.getInt(), in.getInt(), in.getLong(), getStrings(in));
  }

  static void putStrings(FrameOutput out, List<String> strings) {
    out.putInt(strings.size());
    if (!strings.isEmpty()) {
      strings.forEach(out::putString);
    }
  }

  static List<String> getStrings(ByteBuffer in) throws ProtocolException {
    int count = getCount(in, Integer.BYTES);
    if (count == 0) {
      return List.of();
    }
    List<String> strings = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      strings.add(getString(in));
    }
    return strings;
  }

  static void putFunction(FrameOutput out, FunctionDescriptor function) {
    out.putString(function.className())
        .putString(function.methodName())
        .putString(function.methodType())
        .putString(function.displayName());
  }

  static FunctionDescriptor getFunction(ByteBuffer in) throws ProtocolException {
    return new FunctionDescriptor(getString(in), getString(in), getString(in), getString(in));
  }

  static byte[] getBytes(ByteBuffer in) throws ProtocolException {
    byte[] bytes = new byte[getCount(in, 1)];
    in.get(bytes);
    return bytes;
  }

  static String getString(ByteBuffer in) throws ProtocolException {
    return new String(getBytes(in), StandardCharsets.UTF_8);
  }

  /**
   * Reads a count of things, of which the frame must have the bytes: a lying one allocates none.
   */
  static int getCount(ByteBuffer in, int bytesEach) throws ProtocolException {
    int count = in.getInt();
    if (count < 0 || count > in.remaining() / bytesEach) {
      throw new ProtocolException(
          "a count promises more than the frame holds: count=%d remaining=%d"
              .formatted(count, in.remaining()));
    }
    return count;
  }
}
