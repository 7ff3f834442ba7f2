package io.ray4j.cluster;

import io.ray4j.ObjectRef;
import io.ray4j.RayTaskException;
import io.ray4j.Remote;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;

/** Remote functions that read what refs inside their arguments point at. */
final class ReaderTasks {
  private ReaderTasks() {}

  @Remote(retryOn = IOException.class)
  static int refuseOdd(int number) throws IOException {
    if (number % 2 != 0) {
      throw new IOException("refused");
    }
    return number;
  }

  /** What a worker meets that reads a ref: the message of the function's own exception. */
  @Remote
  static String failureOf(List<ObjectRef<Integer>> refs) {
    try {
      return "none: " + refs.get(0).get();
    } catch (RayTaskException e) {
      return String.valueOf(e.getCause());
    } catch (RuntimeException e) {
      return "not the function's: " + e;
    }
  }

  /** The number that a ref points at to which another points, read by a thread of the JDK's. */
  @Remote
  static int readOnTheCommonPool(List<ObjectRef<List<ObjectRef<Integer>>>> refs) {
    return CompletableFuture.supplyAsync(
            () -> refs.get(0).get().get(0).get(), ForkJoinPool.commonPool())
        .join();
  }
}
