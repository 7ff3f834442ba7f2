package io.ray4j.scheduler.transport;

import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskInvocation;
import java.nio.ByteBuffer;

/**
 * Driver to worker, the receiving end: decodes what {@link WorkerProxy} sent.
 *
 * <p>Owned by the loop's thread.
 */
final class WorkerAdapter implements FrameChannel.Handler {
  private final WorkerListener listener;
  private final FunctionNumbers functions = new FunctionNumbers();

  WorkerAdapter(WorkerListener listener) {
    this.listener = listener;
  }

  @Override
  public void onFrame(FrameChannel channel, MessageType type, ByteBuffer body)
      throws ProtocolException {
    switch (type) {
      case RUN_TASK -> listener.onRunTask(getInvocation(body));
      case OBJECT_SEALED ->
          listener.onObjectSealed(
              body.getInt(), ValueFrames.getValue(body), ValueFrames.getPath(body));
      case SPACE_LEASED -> listener.onSpaceLeased(body.getInt(), ValueFrames.getExtent(body));
      case SPACE_REFUSED -> listener.onSpaceRefused(body.getInt(), ValueFrames.getString(body));
      case OBJECT_PINNED -> listener.onObjectPinned(body.getInt(), ValueFrames.getExtent(body));
      case PIN_FAILED -> listener.onPinFailed(body.getInt(), ValueFrames.getFailed(body));
      case COLLECT_GARBAGE -> listener.onCollectGarbage(body.get() != 0);
      case SYNC_DONE -> listener.onSyncDone(body.getInt());
      case STATE -> listener.onState(body.getInt(), ValueFrames.getBytes(body));
      case INTERRUPT_TASK ->
          listener.onInterruptTask(body.getInt(), body.getLong(), body.get() != 0);
      case CANCEL_DONE -> listener.onCancelDone(body.getInt(), body.get() != 0);
      case SHUTDOWN -> listener.onShutdown();
      case DEFINE_FUNCTION -> functions.onDefineFunction(body);
      default -> throw new ProtocolException("not a driver's message: " + type);
    }
  }

  @Override
  public void onBatchEnd(FrameChannel channel) {}

  @Override
  public void onClosed(FrameChannel channel) {
    listener.onShutdown();
  }

  private TaskInvocation getInvocation(ByteBuffer body) throws ProtocolException {
    int slot = body.getInt();
    long lease = body.getLong();
    TaskId id = ValueFrames.getTaskId(body);
    FunctionDescriptor function = functions.read(body);
    int numReturns = body.getInt();
    int depth = body.getInt();
    String name = ValueFrames.getString(body);
    return new TaskInvocation(
        slot,
        lease,
        id,
        name.isEmpty() ? function.displayName() : name,
        function,
        numReturns,
        depth,
        ValueFrames.getInputs(body),
        ValueFrames.getStrings(body));
  }
}
