package io.ray4j.contract;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.Remote;
import io.ray4j.RemoteFunction2;
import io.ray4j.TaskOptions;
import java.io.IOException;
import java.io.Serializable;
import java.net.Socket;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Remote functions that use the facade themselves, or that show how their arguments came. */
final class Inside {
  record Holder(ObjectRef<Integer> ref, int plus) {}

  static final class Customer implements Serializable {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // what the tests want it refused for
    final Object socket = new Socket();
  }

  static final class Order implements Serializable {
    private static final long serialVersionUID = 1L;
    final Customer customer = new Customer();
  }

  /** One word for each part of the facade that did what it should. */
  @Remote
  static List<String> useTheFacade() throws Exception {
    ObjectRef<Integer> one = Ray.put(1);
    RemoteFunction2<Integer, Integer, Integer> add = Ray.function(Functions::add);
    ObjectRef<Integer> two =
        add.options(TaskOptions.builder().name("inner").maxRetries(0).build()).remote(one, 1);
    ObjectRef<Functions.Parts> parts = Ray.remote(Functions::partition, new double[] {1, 2});
    ObjectRef<List<Integer>> shards = Ray.remote(Functions::shard, List.of(7, 8), 2);
    return List.of(
        "initialized=" + Ray.isInitialized(),
        "get=" + Ray.get(one, Duration.ofMinutes(1)),
        "all=" + Ray.get(List.of(one, two, one)),
        "wait=" + Ray.wait(List.of(one, two), 2, Duration.ofMinutes(1)).pending(),
        "ready=" + two.isReady(),
        "component=" + parts.component(Functions.Parts::pivot).get(),
        "view=" + parts.component(Functions.Parts::low).as(DoubleBuffer.class).get().get(1),
        "elements=" + Ray.get(Ray.elements(shards, 2)),
        "future=" + two.toCompletableFuture().get(1, TimeUnit.MINUTES),
        "init=" + refused(Ray::init),
        "shutdown=" + refused(Ray::shutdown));
  }

  private static String refused(Runnable call) {
    try {
      call.run();
      return "done";
    } catch (IllegalStateException e) {
      return "refused";
    }
  }

  @Remote
  static String kindOf(Object value) {
    return value instanceof ObjectRef ? "ref" : value.getClass().getSimpleName();
  }

  @Remote
  static int addInside(Holder holder) {
    return holder.ref().get() + holder.plus();
  }

  @Remote
  static Holder makeHolder() {
    return new Holder(Ray.put(3), 4);
  }

  @Remote
  static ObjectRef<Integer> makeRef() {
    return Ray.remote(Functions::add, 1, 1);
  }

  @Remote
  static Order makeOrder() {
    return new Order();
  }

  @Remote(name = "the name of the annotation")
  static int failsUnderAName() throws IOException {
    throw new IOException("for good reason");
  }

  @Remote
  static int oneBehindAGate(String file) {
    while (!Files.exists(Path.of(file))) {
      LockSupport.parkNanos(1_000_000);
    }
    return 1;
  }

  int instance() {
    return 1;
  }
}
