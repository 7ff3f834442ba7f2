/**
 * The file that keeps a failed task, so that it can be run again under a debugger.
 *
 * <p>{@link KeptTaskLayout} draws it; start at {@link KeptTaskFile}. Written by the scheduler, read
 * by {@code io.ray4j.internal}; calls {@code transport}, {@code task} and the object store. Not API
 * for users.
 */
@NullMarked
package io.ray4j.scheduler.kept;

import org.jspecify.annotations.NullMarked;
