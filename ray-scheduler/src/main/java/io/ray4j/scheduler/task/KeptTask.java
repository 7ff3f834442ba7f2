package io.ray4j.scheduler.task;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import java.util.List;

/**
 * A task that failed, with all that it takes to run it again: what the file that keeps it says. The
 * extents of its values count from the beginning of that file. Immutable.
 *
 * @param id the task
 * @param name how people know the task
 * @param function what to run
 * @param inputs the arguments in order
 * @param objects what refs inside the inputs point at, and what refs inside these do, as far as it
 *     was there when the task failed
 */
public record KeptTask(
    TaskId id,
    String name,
    FunctionDescriptor function,
    List<TaskInput> inputs,
    List<KeptObject> objects) {
  public KeptTask {
    inputs = List.copyOf(inputs);
    objects = List.copyOf(objects);
  }

  /**
   * An object that is no input itself.
   *
   * @param id its id, under which refs find it
   * @param value what it was sealed as
   */
  public record KeptObject(ObjectId id, ObjectValue value) {}
}
