package io.ray4j.scheduler.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.Selector;
import io.ray4j.scheduler.task.TaskInput;
import io.ray4j.scheduler.task.TaskInvocation;
import java.util.List;

/**
 * Driver to worker: encodes and sends. Decoded by {@link WorkerAdapter}.
 *
 * <p>Thread-safe. A task goes at once to a worker that has nothing to do; to a busy one it goes
 * with the answer to its next result, or once enough frames have gathered. While frames of the
 * worker are read, the answers to all of them gather.
 */
public final class WorkerProxy implements WorkerPort {
  private static final int BATCH_BYTES = 8 << 10;

  private final FrameChannel channel;
  private final ClaimTable claims;
  private final FunctionNumbers functions = new FunctionNumbers();

  /** Tasks in frames that wait to be sent. */
  @GuardedBy("this")
  private int gathered;

  /** Tasks sent less those answered or recalled; negative while one is recalled before it goes. */
  @GuardedBy("this")
  private int outstanding;

  /** Whether the control thread reads a batch of the worker's frames; it flushes at the end. */
  private volatile boolean reading;

  WorkerProxy(FrameChannel channel, ClaimTable claims) {
    this.channel = channel;
    this.claims = claims;
  }

  @Override
  public ClaimTable claims() {
    return claims;
  }

  @Override
  public void runTask(TaskInvocation task) {
    int function = functions.numberFor(channel, task.function());
    try (FrameOutput out = channel.begin(MessageType.RUN_TASK)) {
      out.putInt(task.slot()).putLong(task.lease());
      ValueFrames.putTaskId(out, task.id());
      out.putInt(function).putInt(task.numReturns()).putInt(task.depth());
      // the name travels only where the caller gave one
      out.putString(task.name().equals(task.function().displayName()) ? "" : task.name());
      out.putInt(task.inputs().size());
      for (TaskInput input : task.inputs()) {
        ValueFrames.putInput(out, input);
      }
      ValueFrames.putStrings(out, task.retryOn());
    }
    if (taskGathered() || channel.unsentBytes() >= BATCH_BYTES) {
      flush();
    }
  }

  /** Counts a task that waits to be sent; returns whether the worker has nothing else to do. */
  private synchronized boolean taskGathered() {
    gathered++;
    return outstanding <= 0;
  }

  /** A task that was handed over is off the worker's hands: it has answered. */
  synchronized void taskAnswered() {
    outstanding--;
  }

  @Override
  public synchronized void taskRecalled() {
    outstanding--;
  }

  /** A frame of a batch is read; {@link #onBatchEnd} follows. */
  void onFrame() {
    reading = true;
  }

  /** All frames that had arrived were read. */
  void onBatchEnd() {
    reading = false;
    flush();
  }

  @Override
  public void flush() {
    if (reading && channel.unsentBytes() < BATCH_BYTES) {
      return; // the end of the batch comes after what was put here, and so sends it
    }
    synchronized (this) {
      outstanding += gathered;
      gathered = 0;
    }
    channel.flush();
  }

  @Override
  public void objectSealed(int request, ObjectValue value, List<Selector> path) {
    try (FrameOutput out = channel.begin(MessageType.OBJECT_SEALED)) {
      out.putInt(request);
      ValueFrames.putValue(out, value);
      ValueFrames.putPath(out, path);
    }
    flush(); // somebody waits for it
  }

  @Override
  public void spaceLeased(int request, Extent extent) {
    try (FrameOutput out = channel.begin(MessageType.SPACE_LEASED)) {
      out.putInt(request);
      ValueFrames.putExtent(out, extent);
    }
    flush();
  }

  @Override
  public void spaceRefused(int request, String reason) {
    try (FrameOutput out = channel.begin(MessageType.SPACE_REFUSED)) {
      out.putInt(request).putString(reason);
    }
    flush();
  }

  @Override
  public void objectPinned(int request, Extent extent) {
    try (FrameOutput out = channel.begin(MessageType.OBJECT_PINNED)) {
      out.putInt(request);
      ValueFrames.putExtent(out, extent);
    }
    flush();
  }

  @Override
  public void pinFailed(int request, ObjectValue.Failed failure) {
    try (FrameOutput out = channel.begin(MessageType.PIN_FAILED)) {
      out.putInt(request);
      ValueFrames.putFailed(out, failure);
    }
    flush();
  }

  @Override
  public void collectGarbage(boolean urgent) {
    signal(MessageType.COLLECT_GARBAGE, urgent ? 1 : 0);
  }

  private void signal(MessageType type, int how) {
    try (FrameOutput out = channel.begin(type)) {
      out.putByte(how);
    }
    flush();
  }

  @Override
  public void syncDone(int request) {
    try (FrameOutput out = channel.begin(MessageType.SYNC_DONE)) {
      out.putInt(request);
    }
    flush();
  }

  @Override
  public void state(int request, byte[] state) {
    try (FrameOutput out = channel.begin(MessageType.STATE)) {
      out.putInt(request).putBytes(state);
    }
    flush();
  }

  @Override
  public void interruptTask(int slot, long lease, boolean dump) {
    try (FrameOutput out = channel.begin(MessageType.INTERRUPT_TASK)) {
      out.putInt(slot).putLong(lease).putByte(dump ? 1 : 0);
    }
    flush();
  }

  @Override
  public void cancelDone(int request, boolean cancelled) {
    try (FrameOutput out = channel.begin(MessageType.CANCEL_DONE)) {
      out.putInt(request).putByte(cancelled ? 1 : 0);
    }
    flush();
  }

  /** Asks the worker to exit; it need not answer. */
  public void shutdown() {
    signal(MessageType.SHUTDOWN, 0);
  }
}
