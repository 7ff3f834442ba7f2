package io.ray4j.scheduler.task;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.Selector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One argument of a task that is about to run: a sealed object, and which part of it is meant.
 *
 * @param object the object's id, or null for an argument that was given by value
 * @param value the object; pinned while the task is leased
 * @param path the steps from it to the part; empty for the whole
 * @param view the binary name of the buffer class to read it through, or null
 */
public record TaskInput(
    @Nullable ObjectId object, ObjectValue value, List<Selector> path, @Nullable String view) {}
