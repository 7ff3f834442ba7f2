package io.ray4j.cluster;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.Selector;
import io.ray4j.scheduler.task.Argument;
import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is to run: the first argument of the task that Ray sees. The objects that arguments
 * refer to are its further arguments, in order. Immutable.
 *
 * @param id the task
 * @param name how people know the task
 * @param function what to run
 * @param numReturns how many objects it makes
 * @param timeoutNs how long it may take; 0 means without limit
 * @param retryOn the binary names of the exceptions after which it wants to be run again
 * @param arguments the function's arguments in order; after the lambda itself, if it is one
 */
record TaskRequest(
    TaskId id,
    String name,
    FunctionDescriptor function,
    int numReturns,
    long timeoutNs,
    List<String> retryOn,
    List<Argument> arguments) {

  static TaskRequest of(TaskSpec spec, List<Argument> arguments) {
    return new TaskRequest(
        spec.id(),
        spec.name(),
        spec.function(),
        spec.policy().numReturns(),
        spec.policy().timeoutNs(),
        // who has no further run reports a failure that others need not wait for
        spec.policy().maxRetries() == 0 ? List.of() : spec.policy().retryOn(),
        arguments);
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(id.origin());
      out.writeLong(id.sequence());
      for (String text : List.of(name, function.className(), function.methodName())) {
        out.writeUTF(text);
      }
      out.writeUTF(function.methodType());
      out.writeUTF(function.displayName());
      out.writeInt(numReturns);
      out.writeLong(timeoutNs);
      out.writeInt(retryOn.size());
      for (String type : retryOn) {
        out.writeUTF(type);
      }
      out.writeInt(arguments.size());
      for (Argument argument : arguments) {
        put(out, argument);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a byte array has no I/O errors, but names of over 64 KB
    }
    return bytes.toByteArray();
  }

  static TaskRequest fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      TaskId id = new TaskId(in.readLong(), in.readLong());
      String name = in.readUTF();
      FunctionDescriptor function =
          new FunctionDescriptor(in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF());
      int numReturns = in.readInt();
      long timeoutNs = in.readLong();
      List<String> retryOn = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        retryOn.add(in.readUTF());
      }
      List<Argument> arguments = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        arguments.add(get(in));
      }
      return new TaskRequest(id, name, function, numReturns, timeoutNs, retryOn, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException("not a task: " + bytes.length + " bytes", e);
    }
  }

  private static void put(DataOutputStream out, Argument argument) throws IOException {
    out.writeBoolean(argument instanceof Argument.Ref);
    if (argument instanceof Argument.Value value) {
      WireFields.putBytes(out, value.payload());
      WireFields.putIds(out, value.references());
    } else if (argument instanceof Argument.Ref ref) {
      RefTarget target = ref.target();
      WireFields.putIds(out, List.of(target.root()));
      out.writeInt(target.path().size());
      for (Selector step : target.path()) {
        out.writeInt(step.index());
        out.writeBoolean(step instanceof Selector.Component);
        if (step instanceof Selector.Component component) {
          out.writeUTF(component.recordClass());
          out.writeUTF(component.name());
        }
      }
      String view = target.view();
      out.writeUTF(view == null ? "" : view);
    }
  }

  private static Argument get(DataInputStream in) throws IOException {
    if (!in.readBoolean()) {
      return new Argument.Value(WireFields.getBytes(in), WireFields.getIds(in));
    }
    ObjectId root = ObjectId.readFrom(ByteBuffer.wrap(WireFields.getBytes(in)));
    List<Selector> path = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      int index = in.readInt();
      path.add(
          in.readBoolean()
              ? new Selector.Component(index, in.readUTF(), in.readUTF())
              : new Selector.Element(index));
    }
    String view = in.readUTF();
    return new Argument.Ref(new RefTarget(root, path, emptyToNull(view)));
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
