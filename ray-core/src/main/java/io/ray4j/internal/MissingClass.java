package io.ray4j.internal;

import java.io.File;

/** Where this process has looked for a class that it lacks. Stateless. */
final class MissingClass {
  private MissingClass() {}

  /** A sentence to end a message with, if a missing class is behind the failure; else nothing. */
  static String lookedFor(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof ClassNotFoundException) {
        return ". Class %s was looked for in: %s"
            .formatted(
                each.getMessage(),
                String.join(File.pathSeparator, EffectiveClassPath.ofThisProcess().entries()));
      }
    }
    return "";
  }
}
