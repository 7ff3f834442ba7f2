package io.ray4j.cluster.testing;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The functional tests that do not hold on a cluster, by the reason: the only place where one is
 * left out. The README says what follows for users.
 *
 * <p>{@code -Dray4j.test.listed=only} runs these instead of the others: one that passes is to be
 * taken out.
 */
enum NotOnCluster {
  CANCEL(
      "Ray's Java API has no cancel: ObjectRef.cancel is refused",
      "CancelTest.shouldInterruptATaskThatRunsAndKeepItsWorker",
      "CancelTest.shouldKillTheWorkerOfATaskThatHeedsNoInterrupt",
      "CancelTest.shouldNeverRunATaskThatWasQueued",
      "CancelTest.shouldFailWhatDependsOnACancelledTask",
      "CancelTest.shouldCancelWhatTheTaskHasSubmitted",
      "CancelTest.shouldLeaveATaskAloneThatHasEnded",
      "CancelTest.shouldCancelTheTaskWithTheFuture",
      "CancelTest.shouldCancelFromInsideATask",
      "CancelTest.shouldDiscardWhatACancelledTaskReturns"),
  COPIES(
      "Ray maps objects for tasks only, and only whole ones, as TwoNodesTest shows",
      "ViewsTest.shouldNotCopyWhatLiesInTheStore"),
  DEAD_WORKERS(
      "Ray's Java API says that a worker died, but not how; it starts workers again for ever",
      "WorkerDeathTest.shouldFailTheTaskThatKilledItsWorkerAndReplaceTheWorker",
      "WorkerDeathTest.shouldSayWhyWorkersDoNotStart"),
  LEFT_THREADS(
      "a thread that uses Ray after its task has ended brings down the raylet of Ray 1.0.1",
      "ThreadsTest.shouldServeAThreadWhoseTaskHasEnded"),
  NESTED(
      "10,000 tasks wait for others at once, and each that waits keeps a JVM of its own",
      "ForkedWorkersTest.shouldGiveTheSlotBackWhileATaskWaits"),
  PROCESSORS(
      "a node with so many processors may join the cluster later",
      "ForkedWorkersTest.shouldRefuseMoreProcessorsThanThereAreWorkers"),
  SHARED_WORKERS(
      "a worker of Ray has one task, so none dies through another",
      "RetriesTest.shouldNotRunATaskAgainThatMayRunOnlyOnceWhoeverKilledItsWorker",
      "RetriesTest.shouldRunATaskAgainWhoseWorkerDiedThroughAnotherAtMostThreeTimes"),
  STATE(
      "Ray's Java API does not tell what tasks and objects do: Ray.state is refused",
      "ForkedWorkersTest.shouldSendATaskToAWorkerWhoseOnlyTaskWaits",
      "ForkedWorkersTest.shouldTellATaskTheStateOfItsSession",
      "RetriesTest.shouldShowHowOftenATaskWasBegun",
      "RetriesTest.shouldStopWhatADeadParentHasLeftBehind"),
  STUCK_TASKS(
      "the deadline is kept, but Ray's Java API cannot end the worker of a task that goes on",
      "DeadlineTest.shouldKillAWorkerThatIsStopped",
      "DeadlineTest.shouldKillTheWorkerOfATaskThatIsStuckInANativeCall",
      "DeadlineTest.shouldKillTheWorkerOfATaskThatLoopsForEver",
      "DeadlineTest.shouldLeaveAParentAliveWhoseChildIsKilled"),
  WAITING_THREADS(
      "Ray gives back the CPU of a task that waits on its main thread only: several tasks whose"
          + " other threads wait take all there are",
      "ThreadsTest.shouldServeAParallelStreamInATask",
      "ThreadsTest.shouldServeTheFuturesOfAParallelStreamInATask",
      "ThreadsTest.shouldServeThreadsThatSeveralTasksUse");

  private final String reason;

  @SuppressWarnings("ImmutableEnumChecker") // it is, by Set.of
  private final Set<String> tests;

  NotOnCluster(String reason, String... tests) {
    this.reason = reason;
    this.tests = Set.of(tests);
  }

  String reason() {
    return reason;
  }

  /** Where a test method is listed. */
  static Optional<NotOnCluster> find(Class<?> type, String method) {
    String test = type.getSimpleName() + "." + method;
    return Arrays.stream(values()).filter(each -> each.tests.contains(test)).findFirst();
  }
}
