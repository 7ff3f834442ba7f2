package io.ray4j.scheduler.task;

import java.util.List;

/**
 * A task handed to a worker, all of its inputs at hand. Immutable.
 *
 * @param slot the claim word that says who may run it
 * @param lease which use of that slot this is
 * @param id the task
 * @param name how people know the task
 * @param function what to run
 * @param numReturns how many objects it makes
 * @param depth 0 if the driver submitted it, one more than its parent's otherwise
 * @param inputs the arguments in order
 * @param retryOn the binary names of the exceptions after which it wants to be run again
 */
public record TaskInvocation(
    int slot,
    long lease,
    TaskId id,
    String name,
    FunctionDescriptor function,
    int numReturns,
    int depth,
    List<TaskInput> inputs,
    List<String> retryOn) {}
