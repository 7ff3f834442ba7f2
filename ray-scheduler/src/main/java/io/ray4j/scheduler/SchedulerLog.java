package io.ray4j.scheduler;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduler's logger, made when there is something to say: a backend takes a while to start.
 */
final class SchedulerLog {
  static final Logger LOG = LoggerFactory.getLogger("io.ray4j.scheduler");

  private SchedulerLog() {}
}
