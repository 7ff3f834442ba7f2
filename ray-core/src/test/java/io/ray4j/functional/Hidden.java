package io.ray4j.functional;

import io.ray4j.Remote;

/** A class that the workers of {@link MissingClassTest} lack. */
record Hidden(int number) {
  @Remote
  static int twice(int number) {
    return 2 * number;
  }
}
