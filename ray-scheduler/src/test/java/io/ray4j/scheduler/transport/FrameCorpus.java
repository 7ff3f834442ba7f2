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
import io.ray4j.scheduler.task.TaskInvocation;
import io.ray4j.scheduler.task.TaskSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** True frames of every type, written by the proxies themselves: type and body, without length. */
final class FrameCorpus {
  private static final ObjectId ID = new ObjectId(7, 8, 0);
  private static final TaskId TASK = new TaskId(7, 9);
  private static final Extent EXTENT = new Extent(3, 64, 4711);
  private static final FunctionDescriptor FUNCTION =
      new FunctionDescriptor("com.acme.Stats", "mean", "([D)D", "Stats.mean");
  private static final List<Selector> PATH =
      List.of(new Selector.Component(1, "com.acme.Parts", "low"), new Selector.Element(5));
  private static final List<ObjectValue> VALUES =
      List.of(
          new ObjectValue.Inline(new byte[0], List.of()),
          new ObjectValue.Inline(new byte[300], List.of(ID, ID.part(1))),
          new ObjectValue.Stored(EXTENT, List.of(ID)),
          new ObjectValue.Stored(EXTENT, Collections.nCopies(2_000, ID)),
          new ObjectValue.Failed(new byte[40], List.of(ID)),
          new ObjectValue.Composite(
              "com.acme.Parts",
              List.of(
                  new ObjectValue.Inline(new byte[9], List.of()),
                  new ObjectValue.Stored(EXTENT, List.of(ID)),
                  new ObjectValue.Failed(new byte[3], List.of()))));

  private static final List<String> RETRY_ON = List.of("java.io.IOException");

  private FrameCorpus() {}

  /** What a worker says, its hello first. */
  static List<byte[]> ofWorker(Path folder) throws IOException {
    try (SocketPair pair = SocketPair.open(folder);
        ChannelLoop loop = new ChannelLoop(0)) {
      FrameChannel channel = new FrameChannel(pair.one(), new Recorder(), unused -> {});
      SchedulerProxy proxy = new SchedulerProxy(loop, channel);
      proxy.hello(3, "0123456789abcdef");
      for (ObjectValue value : VALUES) {
        proxy.taskFinished(5, 1029, 1_000_000, value, false);
        proxy.putObject(ID, value);
      }
      proxy.taskBlocked(5, 1029);
      proxy.taskUnblocked(5, 1029);
      proxy.submitTask(
          new TaskSpec(
              TASK,
              "mine",
              FUNCTION,
              List.of(
                  new Argument.Value(new byte[20], List.of(ID)),
                  new Argument.Ref(new RefTarget(ID, PATH, "java.nio.DoubleBuffer")),
                  new Argument.Ref(RefTarget.whole(ID))),
              new ExecutionPolicy(3, 3, 1, 5_000, RETRY_ON),
              2,
              TASK));
      proxy.getObject(1, new RefTarget(ID, PATH, null));
      proxy.leaseSpace(2, 1 << 20);
      proxy.returnSpace(EXTENT);
      proxy.addReference(ID);
      proxy.removeReference(ID);
      proxy.freeObject(ID);
      proxy.pinObject(3, ID);
      proxy.pinInput(ID);
      proxy.unpinObject(ID);
      proxy.sync(4);
      proxy.getState(5);
      proxy.cancelTask(6, ID);
      proxy.threadDump(5, 1029, "\"main\" RUNNABLE");
      proxy.flush();
      return split(pair.received());
    }
  }

  /** What the driver says to a worker. */
  static List<byte[]> ofDriver(Path folder) throws IOException {
    try (SocketPair pair = SocketPair.open(folder)) {
      FrameChannel channel = new FrameChannel(pair.one(), new Recorder(), unused -> {});
      WorkerProxy proxy = new WorkerProxy(channel, ClaimTable.inMemory());
      List<TaskInput> inputs = new ArrayList<>();
      for (ObjectValue value : VALUES) {
        proxy.objectSealed(1, value, PATH);
        inputs.add(new TaskInput(ID, value, PATH, "java.nio.DoubleBuffer"));
        inputs.add(new TaskInput(null, value, List.of(), null));
      }
      for (String name : List.of("mine", "Stats.mean")) {
        proxy.runTask(new TaskInvocation(5, 1029, TASK, name, FUNCTION, 3, 2, inputs, RETRY_ON));
        proxy.runTask(
            new TaskInvocation(6, 1030, TASK, name, FUNCTION, 1, 0, List.of(), List.of()));
      }
      proxy.spaceLeased(2, EXTENT);
      proxy.spaceRefused(2, "No room for 1,048,576 bytes.");
      proxy.objectPinned(3, EXTENT);
      proxy.pinFailed(3, new ObjectValue.Failed(new byte[50], List.of(ID)));
      proxy.collectGarbage(true);
      proxy.syncDone(4);
      proxy.state(5, new byte[77]);
      proxy.cancelDone(6, true);
      proxy.interruptTask(5, 1029, true);
      proxy.shutdown();
      return split(pair.received());
    }
  }

  private static List<byte[]> split(byte[] stream) {
    List<byte[]> frames = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(stream).order(FrameLayout.ORDER);
    while (in.hasRemaining()) {
      byte[] frame = new byte[in.getInt()];
      in.get(frame);
      frames.add(frame);
    }
    return frames;
  }

  /** Those of a type. */
  static List<byte[]> ofType(List<byte[]> frames, MessageType type) {
    return frames.stream().filter(frame -> MessageType.of(frame[0]) == type).toList();
  }
}
