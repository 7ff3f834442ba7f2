package io.ray4j.scheduler.transport;

import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.scheduler.task.TaskSpec;

/**
 * Worker to driver: encodes and sends. Decoded by {@link SchedulerAdapter}.
 *
 * <p>Thread-safe; nothing here blocks.
 */
public final class SchedulerProxy {
  private static final int BATCH_BYTES = 8 << 10;

  private final ChannelLoop loop;
  private final FrameChannel channel;
  private final FunctionNumbers functions = new FunctionNumbers();

  SchedulerProxy(ChannelLoop loop, FrameChannel channel) {
    this.loop = loop;
    this.channel = channel;
  }

  void hello(int worker, String token) {
    try (FrameOutput out = channel.begin(MessageType.HELLO)) {
      out.putInt(FrameLayout.VERSION).putInt(worker).putString(token);
    }
    channel.flush();
  }

  /**
   * A task has ended.
   *
   * @param more whether another task follows at once, so that both results may travel together
   */
  public void taskFinished(
      int slot, long lease, long durationNs, ObjectValue result, boolean more) {
    try (FrameOutput out = channel.begin(MessageType.TASK_FINISHED)) {
      out.putInt(slot).putLong(lease).putLong(durationNs);
      ValueFrames.putValue(out, result);
    }
    if (more) {
      sendSoon(); // the next task may turn out to be a long one
    } else {
      channel.flush();
    }
  }

  /** A task waits for objects; its requests for them were sent before. */
  public void taskBlocked(int slot, long lease) {
    try (FrameOutput out = channel.begin(MessageType.TASK_BLOCKED)) {
      out.putInt(slot).putLong(lease);
    }
    channel.flush();
  }

  /** A task goes on. */
  public void taskUnblocked(int slot, long lease) {
    try (FrameOutput out = channel.begin(MessageType.TASK_UNBLOCKED)) {
      out.putInt(slot).putLong(lease);
    }
    sendSoon();
  }

  /** Submits a task, one way; it is sent soon, or with whatever is sent next. */
  public void submitTask(TaskSpec spec) {
    int function = functions.numberFor(channel, spec.function());
    try (FrameOutput out = channel.begin(MessageType.SUBMIT_TASK)) {
      ValueFrames.putTaskId(out, spec.id());
      out.putInt(function);
      out.putString(spec.name().equals(spec.function().displayName()) ? "" : spec.name());
      ValueFrames.putPolicy(out, spec.policy());
      out.putInt(spec.depth());
      ValueFrames.putParent(out, spec.parent());
      ValueFrames.putArguments(out, spec.arguments());
    }
    sendSoon();
  }

  /** Announces an object, one way. */
  public void putObject(ObjectId id, ObjectValue value) {
    try (FrameOutput out = channel.begin(MessageType.PUT_OBJECT)) {
      ValueFrames.putObjectId(out, id);
      ValueFrames.putValue(out, value);
    }
    sendSoon();
  }

  /** Asks for an object; {@link #flush} must follow. */
  public void getObject(int request, RefTarget target) {
    try (FrameOutput out = channel.begin(MessageType.GET_OBJECT)) {
      out.putInt(request);
      ValueFrames.putTarget(out, target);
    }
  }

  /** Asks for space. */
  public void leaseSpace(int request, long length) {
    try (FrameOutput out = channel.begin(MessageType.LEASE_SPACE)) {
      out.putInt(request).putLong(length);
    }
    channel.flush();
  }

  /** Gives back space, one way. */
  public void returnSpace(Extent extent) {
    try (FrameOutput out = channel.begin(MessageType.RETURN_SPACE)) {
      ValueFrames.putExtent(out, extent);
    }
    sendSoon();
  }

  /** Says that this process has a first ref to an object that it did not make, one way. */
  public void addReference(ObjectId id) {
    tell(MessageType.ADD_REFERENCE, id);
  }

  /** Says that this process has no ref to an object any more, one way. */
  public void removeReference(ObjectId id) {
    tell(MessageType.REMOVE_REFERENCE, id);
  }

  /** Drops an object, one way. */
  public void freeObject(ObjectId id) {
    tell(MessageType.FREE_OBJECT, id);
  }

  /** Says that an input of a running task is to stay where it is after the task too, one way. */
  public void pinInput(ObjectId id) {
    tell(MessageType.PIN_INPUT, id);
  }

  /** Takes back a pin, one way. */
  public void unpinObject(ObjectId id) {
    tell(MessageType.UNPIN_OBJECT, id);
  }

  private void tell(MessageType type, ObjectId id) {
    try (FrameOutput out = channel.begin(type)) {
      ValueFrames.putObjectId(out, id);
    }
    sendSoon();
  }

  /** Asks where a sealed object lies, and that it stays there. */
  public void pinObject(int request, ObjectId id) {
    try (FrameOutput out = channel.begin(MessageType.PIN_OBJECT)) {
      out.putInt(request);
      ValueFrames.putObjectId(out, id);
    }
    channel.flush();
  }

  /** Asks to be told that all earlier messages were read. */
  public void sync(int request) {
    try (FrameOutput out = channel.begin(MessageType.SYNC)) {
      out.putInt(request);
    }
    channel.flush();
  }

  /** Asks what the session consists of. */
  public void getState(int request) {
    try (FrameOutput out = channel.begin(MessageType.GET_STATE)) {
      out.putInt(request);
    }
    channel.flush();
  }

  /** Asks for a task's end, and to be told whether it is cancelled. */
  public void cancelTask(int request, ObjectId result) {
    try (FrameOutput out = channel.begin(MessageType.CANCEL_TASK)) {
      out.putInt(request);
      ValueFrames.putObjectId(out, result);
    }
    channel.flush();
  }

  /** Says what this process's threads are doing while a task is to end. */
  public void threadDump(int slot, long lease, String dump) {
    try (FrameOutput out = channel.begin(MessageType.THREAD_DUMP)) {
      out.putInt(slot).putLong(lease).putString(dump);
    }
    channel.flush();
  }

  /** Sends what waits to be sent. */
  public void flush() {
    channel.flush();
  }

  private void sendSoon() {
    if (channel.unsentBytes() >= BATCH_BYTES) {
      channel.flush();
    } else {
      loop.flushSoon(channel);
    }
  }
}
