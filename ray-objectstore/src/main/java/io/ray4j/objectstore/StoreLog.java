package io.ray4j.objectstore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store's logger, made when there is something to say: a backend takes a while to start. */
final class StoreLog {
  static final Logger LOG = LoggerFactory.getLogger("io.ray4j.objectstore");

  private StoreLog() {}
}
