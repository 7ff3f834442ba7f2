package io.ray4j.benchmarks.peer;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The peers, in the order of the table's columns. Immutable. */
public enum PeerKind {
  RAY4J("ray4j", "Ray4J"),
  RAY4J_SOCKET("ray4j-socket", "Ray4J, socket"),
  THREADS("threads", "newFixedThreadPool"),
  FORK_JOIN("forkjoin", "ForkJoinPool"),
  HAZELCAST("hazelcast", "Hazelcast"),
  REAL_RAY("ray", "Ray 1.0.1");

  private static final List<String> OPENED_FOR_RAY =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.util",
          "java.util.concurrent",
          "java.math",
          "java.net",
          "java.text",
          "java.nio",
          "java.io",
          "sun.nio.ch");

  /** What it asks for when it starts without: "to get the best performance results". */
  static final List<String> HAZELCAST_OPTIONS =
      List.of(
          "--add-modules=java.se",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.management/sun.management=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

  private final String id;
  private final String label;

  PeerKind(String id, String label) {
    this.id = id;
    this.label = label;
  }

  /** What the command line and the JSON call it; also selects its class path. */
  public String id() {
    return id;
  }

  /** What the table and the chart call it. */
  public String label() {
    return label;
  }

  /** The peer of that id. */
  public static PeerKind of(String id) {
    return Stream.of(values())
        .filter(kind -> kind.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no such peer: "
                        + id
                        + "; there are "
                        + Stream.of(values()).map(PeerKind::id).toList()));
  }

  /**
   * Options of the JVM that hosts it.
   *
   * @param folder the JVM's own, deleted after it
   */
  public List<String> jvmOptions(String folder) {
    return switch (this) {
      case RAY4J, THREADS, FORK_JOIN -> List.of();
      case RAY4J_SOCKET -> List.of("-Dray4j.transport=socket");
      case HAZELCAST -> HAZELCAST_OPTIONS;
      case REAL_RAY -> realRayOptions(folder);
    };
  }

  /** Its serialization needs open packages, in its workers too. */
  private static List<String> realRayOptions(String folder) {
    List<String> opens =
        OPENED_FOR_RAY.stream()
            .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
            .toList();
    List<String> settings =
        List.of(
            "-Dray.node-ip=127.0.0.1",
            "-Dray.resources=CPU:" + Runtime.getRuntime().availableProcessors(),
            "-Dray.object-store.size=2 GB",
            "-Djna.tmpdir=" + folder);
    Stream<String> forWorkers =
        IntStream.range(0, opens.size())
            .mapToObj(i -> "-Dray.job.jvm-options." + i + "=" + opens.get(i));
    return Stream.of(opens.stream(), settings.stream(), forWorkers).flatMap(each -> each).toList();
  }

  Peer<?> create() {
    return switch (this) {
      case RAY4J, RAY4J_SOCKET -> new Ray4jPeer();
      case THREADS -> new ExecutorPeer();
      case FORK_JOIN -> new ForkJoinPeer();
      case HAZELCAST -> new HazelcastPeer();
      case REAL_RAY -> new RealRayPeer();
    };
  }
}
