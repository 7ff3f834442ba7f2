package io.ray4j.packaging;

import io.ray4j.Ray;
import io.ray4j.RaySession;
import io.ray4j.RayState;
import io.ray4j.Remote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs tasks that need classes, a service and resources of the program, however it was packaged.
 * Throws if a result is wrong or if the session leaves something behind. Holds no state.
 */
public final class App {
  private App() {}

  @Remote
  static String greet(Order order) {
    // through the context class loader
    return ServiceLoader.load(Greeting.class).findFirst().orElseThrow().greet(order);
  }

  @Remote
  static Order twice(Order order) throws ReflectiveOperationException {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return Class.forName("io.ray4j.packaging.Order", true, context)
        .asSubclass(Order.class)
        .getConstructor(String.class, int.class)
        .newInstance(order.item(), 2 * order.count());
  }

  @Remote
  static String read(String resource) throws IOException {
    return readFrom(App.class.getClassLoader(), resource)
        + readFrom(Thread.currentThread().getContextClassLoader(), resource);
  }

  private static String readFrom(ClassLoader loader, String resource) throws IOException {
    try (InputStream in = loader.getResourceAsStream(resource)) {
      return in == null ? "none" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Runs the program.
   *
   * @param args names of resources, which tasks must read as this method does
   */
  @SuppressWarnings("try") // the session is used through Ray
  public static void main(String[] args) throws IOException {
    int threads = Thread.activeCount();
    RayState state;
    try (RaySession session = Ray.init()) {
      expect("here you are: 4 x tea", Ray.remote(App::greet, Ray.remote(App::twice, tea())).get());
      Order captured = tea();
      expect(5, Ray.remote((Integer more) -> captured.count() + more, 3).get());
      for (String resource : args) {
        String own = readFrom(App.class.getClassLoader(), resource);
        expect(own + own, Ray.remote(App::read, resource).get());
        System.out.println(resource + "=" + own);
      }
      state = Ray.state();
    }
    // here and not in the tests alone, since Maven's JVM goes on after mvn exec:java; that waits
    // for all threads of the program's group
    awaitThreads(threads);
    expect(false, state.workers().stream().anyMatch(App::isAlive));
    expect(false, Files.exists(state.sessionDirectory()));
    expect(false, Files.exists(Path.of("/dev/shm", state.sessionName())));
    System.out.println("session=" + state.sessionName());
    System.out.println("all is well");
  }

  private static Order tea() {
    return new Order("tea", 2);
  }

  private static boolean isAlive(RayState.Worker worker) {
    return ProcessHandle.of(worker.pid()).isPresent();
  }

  private static void awaitThreads(int count) {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (Thread.activeCount() > count && System.nanoTime() < endNs) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    if (Thread.activeCount() > count) {
      throw new IllegalStateException("threads left: " + Thread.getAllStackTraces().keySet());
    }
  }

  private static void expect(Object wanted, Object actual) {
    if (!wanted.equals(actual)) {
      throw new IllegalStateException("wanted=" + wanted + ", actual=" + actual);
    }
  }
}
