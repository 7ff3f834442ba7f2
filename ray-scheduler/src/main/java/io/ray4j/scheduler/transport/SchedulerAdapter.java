package io.ray4j.scheduler.transport;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.scheduler.task.ExecutionPolicy;
import io.ray4j.scheduler.task.FunctionDescriptor;
import io.ray4j.scheduler.task.TaskId;
import io.ray4j.scheduler.task.TaskSpec;
import java.nio.ByteBuffer;

/**
 * Worker to driver, the receiving end: decodes what {@link SchedulerProxy} sent.
 *
 * <p>Owned by the loop's thread.
 */
final class SchedulerAdapter {
  private final int worker;
  private final WorkerProxy proxy;
  private final SchedulerListener listener;
  private final FunctionNumbers functions = new FunctionNumbers();

  SchedulerAdapter(int worker, WorkerProxy proxy, SchedulerListener listener) {
    this.worker = worker;
    this.proxy = proxy;
    this.listener = listener;
  }

  void onFrame(MessageType type, ByteBuffer body) throws ProtocolException {
    proxy.onFrame();
    switch (type) {
      case TASK_FINISHED -> {
        proxy.taskAnswered();
        listener.onTaskFinished(
            worker, getSlot(body), body.getLong(), body.getLong(), ValueFrames.getValue(body));
      }
      case TASK_BLOCKED -> listener.onTaskBlocked(worker, getSlot(body), body.getLong());
      case TASK_UNBLOCKED -> listener.onTaskUnblocked(worker, getSlot(body), body.getLong());
      case SUBMIT_TASK -> listener.onSubmitTask(worker, getSpec(body));
      case PUT_OBJECT ->
          listener.onPutObject(worker, ObjectId.readFrom(body), ValueFrames.getValue(body));
      case GET_OBJECT -> listener.onGetObject(worker, body.getInt(), ValueFrames.getTarget(body));
      case LEASE_SPACE -> listener.onLeaseSpace(worker, body.getInt(), body.getLong());
      case RETURN_SPACE -> listener.onReturnSpace(worker, ValueFrames.getExtent(body));
      case ADD_REFERENCE -> listener.onAddReference(worker, ObjectId.readFrom(body));
      case REMOVE_REFERENCE -> listener.onRemoveReference(worker, ObjectId.readFrom(body));
      case FREE_OBJECT -> listener.onFreeObject(worker, ObjectId.readFrom(body));
      case PIN_OBJECT -> listener.onPinObject(worker, body.getInt(), ObjectId.readFrom(body));
      case PIN_INPUT -> listener.onPinInput(worker, ObjectId.readFrom(body));
      case UNPIN_OBJECT -> listener.onUnpinObject(worker, ObjectId.readFrom(body));
      case SYNC -> listener.onSync(worker, body.getInt());
      case GET_STATE -> listener.onGetState(worker, body.getInt());
      case CANCEL_TASK -> listener.onCancelTask(worker, body.getInt(), ObjectId.readFrom(body));
      case THREAD_DUMP ->
          listener.onThreadDump(worker, getSlot(body), body.getLong(), ValueFrames.getString(body));
      case DEFINE_FUNCTION -> functions.onDefineFunction(body);
      default -> throw new ProtocolException("not a worker's message: " + type);
    }
  }

  void onBatchEnd() {
    listener.onBatchEnd();
    proxy.onBatchEnd();
  }

  private TaskSpec getSpec(ByteBuffer body) throws ProtocolException {
    TaskId id = ValueFrames.getTaskId(body);
    FunctionDescriptor function = functions.read(body);
    String name = ValueFrames.getString(body);
    ExecutionPolicy policy = ValueFrames.getPolicy(body);
    int depth = body.getInt();
    TaskId parent = ValueFrames.getParent(body);
    return new TaskSpec(
        id,
        name.isEmpty() ? function.displayName() : name,
        function,
        ValueFrames.getArguments(body),
        policy,
        depth,
        parent);
  }

  private static int getSlot(ByteBuffer body) throws ProtocolException {
    int slot = body.getInt();
    if (slot < 0 || slot >= ClaimTable.SLOTS) {
      throw new ProtocolException("slot out of range: slot=" + slot);
    }
    return slot;
  }
}
