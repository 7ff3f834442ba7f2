package io.ray4j.scheduler;

import io.ray4j.scheduler.transport.ClaimTable;
import io.ray4j.scheduler.transport.WorkerPort;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ready worker and the tasks leased to it.
 *
 * <p>Guarded by the {@link LocalScheduler}'s lock, but for what never changes.
 */
final class ScheduledWorker {
  final int number;
  final long pid;
  final WorkerPort port;

  /** Whether it has a larger heap, and takes only tasks that need it. */
  final boolean large;

  private final @Nullable Lease[] slots = new Lease[ClaimTable.SLOTS];

  /** The number of the next lease; lease n lies in slot n modulo the number of slots. */
  private long nextLease;

  private int leased;
  private int blocked;

  /** Tasks that have inputs pinned and do not wait for objects. */
  private int readers;

  /** Tasks that are to end and have not: it is given no others, for it may be killed. */
  private int stopping;

  /** Whether it is to end as soon as it hosts no task. */
  private boolean retiring;

  /** Whether a task on another worker has taken this worker's slot too. */
  boolean reserved;

  ScheduledWorker(int number, long pid, boolean large, WorkerPort port) {
    this.number = number;
    this.large = large;
    this.pid = pid;
    this.port = port;
  }

  /** Which worker: {@code worker-3 (pid=4711)}. */
  String name() {
    return "worker-" + number + " (pid=" + pid + ")";
  }

  /** The tasks that it runs or will run: all but those that wait for objects. */
  int active() {
    return leased - blocked;
  }

  int blocked() {
    return blocked;
  }

  /** Whether a task of it will end, if it does not wait first, and then unpin what it reads. */
  boolean willUnpin() {
    return readers > 0;
  }

  /** Whether it hosts no task at all. */
  boolean isEmpty() {
    return leased == 0 && !reserved;
  }

  boolean isStopping() {
    return stopping > 0;
  }

  boolean isRetiring() {
    return retiring;
  }

  void retire() {
    retiring = true;
  }

  /** Whether it may be given a task like any other worker; if not, it takes up no slot. */
  boolean isForAll() {
    return !large && !retiring && stopping == 0;
  }

  /** Whether it hosts no task but those that are to end. */
  boolean hasOnlyStopping() {
    return stopping == leased;
  }

  boolean isIdle() {
    return active() == 0 && !reserved;
  }

  /** Whether one more task can be leased to it at all. */
  boolean hasRoom() {
    return leased < ClaimTable.SLOTS;
  }

  /** Leases a task; there must be room. */
  Lease lease(TaskEntry task, InputPins pins, List<ScheduledWorker> alsoReserved) {
    int slot;
    do {
      slot = (int) (nextLease++ % slots.length);
    } while (slots[slot] != null); // held by a blocked task
    Lease lease = new Lease(this, task, slot, nextLease - 1, active() == 0, pins, alsoReserved);
    slots[slot] = lease;
    task.lease = lease;
    leased++;
    readers += pins.isEmpty() ? 0 : 1;
    port.claims().lease(slot, lease.number);
    reserve(alsoReserved, true);
    return lease;
  }

  /** The lease in a slot, if it is that one. */
  @Nullable Lease find(int slot, long number) {
    Lease lease = slots[slot];
    return lease != null && lease.number == number ? lease : null;
  }

  void setBlocked(Lease lease, boolean nowBlocked) {
    if (lease.blocked != nowBlocked) {
      lease.blocked = nowBlocked;
      blocked += nowBlocked ? 1 : -1;
      if (!lease.pins.isEmpty()) {
        readers += nowBlocked ? -1 : 1;
      }
    }
  }

  /** The task of a lease is to end. */
  void stop(Lease lease) {
    lease.stopping = true;
    stopping++;
  }

  /** Ends a lease. */
  void end(Lease lease) {
    setBlocked(lease, false);
    stopping -= lease.stopping ? 1 : 0;
    slots[lease.slot] = null;
    leased--;
    readers -= lease.pins.isEmpty() ? 0 : 1;
    reserve(lease.reserved, false);
  }

  private static void reserve(List<ScheduledWorker> workers, boolean now) {
    if (!workers.isEmpty()) {
      workers.forEach(worker -> worker.reserved = now);
    }
  }

  /** Takes back up to {@code count} tasks that it has not begun, the youngest first. */
  List<Lease> recall(int count) {
    List<Lease> recalled = new ArrayList<>();
    long oldest = Math.max(0, nextLease - slots.length);
    for (long number = nextLease - 1; number >= oldest && recalled.size() < count; number--) {
      Lease lease = find((int) (number % slots.length), number);
      if (lease == null) {
        continue;
      }
      if (lease.blocked || lease.stopping || !lease.takeBack()) {
        continue;
      }
      end(lease);
      port.taskRecalled();
      recalled.add(lease);
    }
    return recalled;
  }

  /** All leases, oldest first. */
  List<Lease> leases() {
    List<Lease> leases = new ArrayList<>();
    for (Lease lease : slots) {
      if (lease != null) {
        leases.add(lease);
      }
    }
    leases.sort((a, b) -> Long.compare(a.number, b.number));
    return leases;
  }
}
