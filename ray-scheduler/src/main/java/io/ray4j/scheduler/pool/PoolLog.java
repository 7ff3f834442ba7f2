package io.ray4j.scheduler.pool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pool's logger, made when there is something to say: a backend takes a while to start. */
final class PoolLog {
  static final Logger LOG = LoggerFactory.getLogger("io.ray4j.scheduler.pool");

  private PoolLog() {}
}
