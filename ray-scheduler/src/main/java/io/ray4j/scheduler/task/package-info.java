/**
 * What a task is: records and sealed types, no behaviour. Shared by driver and workers; calls
 * nothing of ours but the object store's values. Not API for users.
 */
@NullMarked
package io.ray4j.scheduler.task;

import org.jspecify.annotations.NullMarked;
