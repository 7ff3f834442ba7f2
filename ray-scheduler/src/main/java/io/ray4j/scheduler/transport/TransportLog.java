package io.ray4j.scheduler.transport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport's logger, made when there is something to say: a logging backend takes 30 ms and
 * more to start, which a worker must not spend before it says hello.
 */
final class TransportLog {
  static final Logger LOG = LoggerFactory.getLogger("io.ray4j.scheduler.transport");

  private TransportLog() {}
}
