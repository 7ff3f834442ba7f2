package io.ray4j.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session's logger, made when there is something to say: a logging backend takes 10 ms and more
 * to start, which must not pass before the workers are forked.
 */
final class SessionLog {
  static final Logger LOG = LoggerFactory.getLogger("io.ray4j.session");

  private SessionLog() {}
}
