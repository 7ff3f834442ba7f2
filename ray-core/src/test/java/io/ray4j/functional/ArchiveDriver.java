package io.ray4j.functional;

import io.ray4j.Ray;

/** A program of one task. Run by {@link ClassArchiveTest}. */
final class ArchiveDriver {
  private ArchiveDriver() {}

  /**
   * Runs.
   *
   * @param args none
   */
  public static void main(String[] args) {
    Ray.init();
    int sum = Ray.remote(Tasks::add, 1, 2).get();
    Ray.shutdown();
    System.out.println("sum=" + sum);
  }
}
