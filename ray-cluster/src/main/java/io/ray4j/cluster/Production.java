package io.ray4j.cluster;

import io.ray.api.ObjectRef;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.scheduler.task.ExecutionPolicy;
import java.util.List;

/**
 * How an object is made, and made again: Ray's Java API runs no task a second time, so whoever
 * submitted it does. Immutable.
 */
interface Production {
  /** Has Ray begin to make it. */
  ObjectRef<Object> begin();

  /** What must be there before it runs, in order. */
  List<ObjectId> inputs();

  /** What must be known for it to begin: the inputs, and what refs inside values point at. */
  List<ObjectId> keeps();

  /** How often and after what it may begin again. */
  ExecutionPolicy policy();

  /** How people know the function. */
  String name();

  /** The id of the task, for people. */
  String task();
}
