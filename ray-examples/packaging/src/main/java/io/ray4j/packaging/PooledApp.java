package io.ray4j.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ForkJoinPool;

/**
 * Runs {@link App} on a thread of the common pool, whose context class loader is that of the class
 * path: in an executable jar it knows neither the program nor this library.
 */
public final class PooledApp {
  private PooledApp() {}

  /**
   * Runs the program.
   *
   * @param args as {@link App#main} has them
   */
  public static void main(String[] args) {
    ForkJoinPool.commonPool().submit(() -> run(args)).join();
  }

  private static void run(String[] args) {
    try {
      App.main(args);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
