package io.ray4j.functional;

import io.ray4j.Remote;

/** Remote functions that the workers of {@link MissingClassTest} have. */
final class Visible {
  private Visible() {}

  @Remote
  static long pid() {
    return ProcessHandle.current().pid();
  }

  @Remote
  static Object echo(Object value) {
    return value;
  }

  @Remote
  static int makeHidden(int number) {
    return new Hidden(number).number();
  }

  /** By itself, since its signature keeps reflection from any method of its class. */
  static final class TakesHidden {
    private TakesHidden() {}

    @Remote
    static int numberOf(Hidden hidden) {
      return hidden.number();
    }
  }
}
