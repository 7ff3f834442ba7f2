package io.ray4j.objectstore.codec;

import static io.ray4j.objectstore.codec.Codecs.encode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ray4j.objectstore.codec.Kinds.Custom;
import io.ray4j.objectstore.codec.Kinds.Link;
import io.ray4j.objectstore.codec.Kinds.MyThread;
import io.ray4j.objectstore.codec.Kinds.NoWayBack;
import io.ray4j.objectstore.codec.Kinds.Node;
import io.ray4j.objectstore.codec.Kinds.Order;
import io.ray4j.objectstore.codec.Kinds.Pair;
import io.ray4j.objectstore.codec.Kinds.Watched;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalTest {
  @Test
  void shouldNameThePathToTheFieldAtFault() {
    Order order = new Order();
    order.customer.socket = new Socket();
    assertThatThrownBy(() -> encode(order))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("Order.customer.socket: java.net.Socket cannot travel");
  }

  @Test
  void shouldNameElementsKeysAndParts() {
    Thread thread = new Thread(() -> {});
    assertPath(Arrays.asList(1, pairOf(thread)), "ArrayList.(Object[])[1].second");
    assertPath(new ArrayList<>(Arrays.asList(1, pairOf(thread))), "ArrayList[1].second");
    assertPath(List.of(1, 2, thread), "ListN[2]");
    assertPath(new Object[] {null, new Object[] {thread}}, "Object[][1][0]");
    assertPath(new HashMap<>(Map.of("k", thread)), "HashMap[k]");
    assertPath(new HashMap<>(Map.of(thread, "v")), "HashMap[key]");
    assertPath(Optional.of(thread), "Optional.value");
    assertPath(new Custom(1, nodeOf(thread)), "Custom.part.value");
    assertPath(new TreeSet<String>((a, b) -> a.compareTo(b)), "TreeSet.comparator");
    assertPath(
        new Pair<>(1, Collections.unmodifiableMap(new HashMap<>(Map.of("k", thread)))),
        "Pair.second.(HashMap)[k]");
  }

  private static void assertPath(Object value, String path) {
    assertThatThrownBy(() -> encode(value))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith(path + ": ");
  }

  static Stream<Arguments> bound() {
    ReentrantLock lock = new ReentrantLock();
    return Stream.of(
        arguments("Thread", new Thread(() -> {})),
        arguments("Thread", new MyThread()),
        arguments("Socket", new Socket()),
        arguments("InputStream", new ByteArrayInputStream(new byte[1])),
        arguments("OutputStream", System.out),
        arguments("Writer", new StringWriter()),
        arguments("ClassLoader", RefusalTest.class.getClassLoader()),
        arguments("Executor", ForkJoinPool.commonPool()),
        arguments("Future", CompletableFuture.completedFuture(1)),
        arguments("Future", new FutureTask<>(() -> 1)),
        arguments("Lock", lock),
        arguments("Condition", lock.newCondition()),
        arguments("ReadWriteLock", new ReentrantReadWriteLock()),
        arguments("StampedLock", new StampedLock()),
        arguments("Semaphore", new Semaphore(1)));
  }

  @ParameterizedTest
  @MethodSource("bound")
  void shouldRefuseWhatBelongsToItsProcess(String kind, Object value) {
    assertThatThrownBy(() -> encode(nodeOf(value)))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("Node.value: " + value.getClass().getName() + " cannot travel")
        .hasMessageContaining("a " + kind + " belongs to its process");
  }

  static Stream<Object> unknown() throws Exception {
    return Stream.of(
        new WeakReference<>("x"),
        ThreadLocal.withInitial(() -> 1),
        new SplittableRandom(1),
        new DelayQueue<>(),
        List.of(1).iterator(),
        Stream.of(1),
        String.class.getMethod("length"),
        RefusalTest.class.getModule(),
        new Watched());
  }

  @ParameterizedTest
  @MethodSource("unknown")
  void shouldRefuseClassesOfTheJdkThatItKnowsNoWayFor(Object value) {
    assertThatThrownBy(() -> encode(nodeOf(value)))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("Node.value: " + value.getClass().getName() + " cannot travel");
  }

  @Test
  void shouldRefuseALambdaThatIsNotSerializableAndSayTheWayOut() {
    Runnable lambda = () -> {};
    assertThatThrownBy(() -> encode(nodeOf(lambda)))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("Node.value: a lambda or method reference that is not serializable")
        .hasMessageContaining("(Runnable & Serializable)");
    assertThatThrownBy(() -> encode(lambda)).hasMessageStartingWith("lambda: a lambda or method");
  }

  @Test
  void shouldRefuseACycleThroughARecord() {
    List<Object> others = new ArrayList<>();
    Link link = new Link("a", others);
    others.add(new Pair<>(1, link));
    assertThatThrownBy(() -> encode(link))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("Link.others[0].second: a cycle leads back to this ")
        .hasMessageContaining(Link.class.getName());
  }

  @Test
  void shouldRefuseACycleThroughAnythingBuiltAfterItsParts() {
    Node inOptional = new Node("n");
    Optional<Node> optional = Optional.of(inOptional);
    inOptional.value = optional;
    assertThatThrownBy(() -> encode(optional)).hasMessageContaining("a cycle leads back");

    Node inList = new Node("n");
    List<Node> list = List.of(inList);
    inList.value = list;
    assertThatThrownBy(() -> encode(list)).hasMessageContaining("a cycle leads back");

    Node inCustom = new Node("n");
    Custom custom = new Custom(1, inCustom);
    inCustom.value = custom;
    assertThatThrownBy(() -> encode(custom)).hasMessageContaining("a cycle leads back");
  }

  @Test
  void shouldStillEncodeAfterARefusal() {
    ObjectCodec codec = Codecs.writer();
    Link link = new Link("a", new ArrayList<>());
    link.others().add(link);
    assertThatThrownBy(() -> codec.encode(link)).isInstanceOf(CodecException.class);
    link.others().clear();
    assertThat(Codecs.decode(codec.encode(link).toBytes())).isEqualTo(link);
  }

  @Test
  void shouldRefuseWhatCouldNotBeReadBack() {
    assertThatThrownBy(() -> encode(nodeOf(new NoWayBack(0))))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("no public constructor without parameters");
  }

  @Test
  void shouldRefuseAGraphThatIsTooDeepForTheStack() {
    Node first = new Node("0");
    Node last = first;
    for (int i = 0; i < 100_000; i++) {
      last.next = new Node("n");
      last = last.next;
    }
    assertThatThrownBy(() -> encode(first))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("nested too deeply")
        .hasMessageContaining("-Xss");
  }

  private static Node nodeOf(Object value) {
    Node node = new Node("n");
    node.value = value;
    return node;
  }

  private static Pair<Integer, Object> pairOf(Object value) {
    return new Pair<>(1, value);
  }
}
