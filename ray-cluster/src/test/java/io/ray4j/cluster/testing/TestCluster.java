package io.ray4j.cluster.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * A real Ray 1.0.1 with two nodes on loopback: two Redis servers, a {@code gcs_server}, and a store
 * and a raylet for each node, out of the jar of Ray's runtime.
 *
 * <p>What can be bound to loopback is; raylets and {@code gcs_server} listen on all interfaces, for
 * they have no option for it. Sockets lie in a folder among the temporary files, since their paths
 * must be short; logs in {@code target/ray-logs}, where they stay until the next cluster of that
 * name starts.
 *
 * <p>Used by one thread. {@link #close} ends every process that was started, and waits; so does the
 * end of this JVM, however it comes: see {@link Guard}.
 */
public final class TestCluster implements RunningRay {
  public static final int CPUS_PER_NODE = 2;

  /** How many of the resource that has its name a node has. */
  public static final int OF_ITS_OWN = 4;

  static final String PASSWORD = "5241590000000000"; // the one that Ray's drivers have by default
  private static final String LOOPBACK = "127.0.0.1";
  private static final long STORE_BYTES = 256L << 20;
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  /** As Ray's Java API sets the first; a node is dead after 3 s without a heartbeat, not 30. */
  private static final String CONFIG =
      "--config_list=put_small_object_in_memory_store,false,num_heartbeats_timeout,30";

  /** Chosen for the tests: several workers share two cores. */
  private static final List<String> WORKER_OPTIONS =
      List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final RayBinaries binaries;
  private final Path folder;
  private final Path logs;
  private final DriverFolders driverFolders = new DriverFolders();
  private final Guard guard;
  private final Deque<RayServer> servers = new ArrayDeque<>();
  private final List<TestNode> nodes = new ArrayList<>();
  private final int redisPort = freePort();
  private final int shardPort = freePort();
  private final Thread hook = new Thread(this::endServers, "test-cluster-end");

  private TestCluster(String name) throws IOException, InterruptedException {
    Path target = Path.of("target").toAbsolutePath();
    binaries = RayBinaries.unpack(target.resolve("ray-servers"));
    logs = target.resolve("ray-logs").resolve(name);
    Folders.deleteTree(logs);
    Files.createDirectories(logs);
    folder = Files.createTempDirectory("ray4j-cluster-");
    guard = Guard.start(folder);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts one and waits until both nodes are known. Skips the test, with the reason, where Ray's
   * servers do not run.
   *
   * @param name of the folder for its logs
   */
  public static TestCluster start(String name) throws Exception {
    TestCluster cluster = new TestCluster(name);
    try {
      cluster.startHead();
      cluster.startNode("node1", LOOPBACK, true);
      cluster.startNode("node2", "127.0.0.2", false);
      cluster.awaitNodes();
      return cluster;
    } catch (Throwable e) {
      cluster.close();
      throw e;
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("no free port on loopback", e);
    }
  }

  private void startHead() throws Exception {
    startRedis("redis", redisPort);
    startRedis("redis-shard", shardPort);
    try (RedisProbe redis = new RedisProbe(redisPort, PASSWORD)) {
      redis.send("SET", "UseRaylet", "1");
      redis.send("SET", "JobCounter", "0");
      redis.send("SET", "NumRedisShards", "1");
      redis.send("SET", "session_dir", Files.createDirectories(logs.resolve("driver")).toString());
      redis.send("RPUSH", "RedisShards", LOOPBACK + ":" + shardPort);
      startServer("gcs", RayBinaries.GCS, withRedis("--node_ip_address=" + LOOPBACK, CONFIG));
      awaitThat("gcs_server is up", () -> redis.get("GcsServerAddress") != null);
    }
  }

  private void startRedis(String name, int port) throws Exception {
    startServer(
        name,
        RayBinaries.REDIS,
        List.of(
            "--bind",
            LOOPBACK,
            "--port",
            Integer.toString(port),
            "--loglevel",
            "warning",
            "--save",
            "",
            "--dir",
            folder.toString(),
            "--loadmodule",
            binaries.path(RayBinaries.REDIS_MODULE).toString(),
            "--requirepass",
            PASSWORD));
    awaitThat(name + " is up", () -> isUp(port));
  }

  private static boolean isUp(int port) {
    try (RedisProbe redis = new RedisProbe(port, PASSWORD)) {
      redis.send("CONFIG", "SET", "notify-keyspace-events", "Kl");
      redis.send("SET", "redis_start_time", Long.toString(System.currentTimeMillis()));
      return true;
    } catch (IOException e) {
      return false; // not yet
    }
  }

  private List<String> withRedis(String... more) {
    List<String> options = new ArrayList<>();
    options.add("--redis_address=" + LOOPBACK);
    options.add("--redis_port=" + redisPort);
    options.add("--redis_password=" + PASSWORD);
    options.addAll(List.of(more));
    return options;
  }

  private void startNode(String name, String ip, boolean head) throws Exception {
    String store = folder.resolve(name + ".store").toString();
    Path rayletSocket = folder.resolve(name + ".raylet");
    int port = freePort();
    Files.createDirectories(logs.resolve(name).resolve("logs"));
    RayServer storeServer =
        startServer(
            name + "-store",
            RayBinaries.STORE,
            List.of("-s", store, "-m", Long.toString(STORE_BYTES)));
    RayServer raylet =
        startServer(
            name + "-raylet",
            RayBinaries.RAYLET,
            withRedis(
                "--raylet_socket_name=" + rayletSocket,
                "--store_socket_name=" + store,
                "--object_manager_port=0",
                "--node_manager_port=" + port,
                "--node_ip_address=" + ip,
                "--num_initial_workers=0",
                "--maximum_startup_concurrency=" + CPUS_PER_NODE,
                "--static_resource_list=CPU," + CPUS_PER_NODE + "," + name + "," + OF_ITS_OWN,
                CONFIG,
                "--python_worker_command=",
                "--java_worker_command="
                    + String.join(" ", workerCommand(name, ip, store, rayletSocket, port)),
                head ? "--head_node" : "--nohead_node"));
    nodes.add(new TestNode(name, ip, storeServer, raylet));
    awaitThat(name + " is up", () -> Files.exists(rayletSocket));
  }

  /** The raylet puts its own and the driver's options in place of the two words in capitals. */
  private List<String> workerCommand(
      String name, String ip, String store, Path rayletSocket, int port) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-classpath", RayBinaries.classPathOfANode()));
    command.add("-Dray.address=" + address());
    command.add("-Dray.node-ip=" + ip);
    command.add("-Dray.session-dir=" + logs.resolve(name));
    command.add("-Dray.raylet.socket-name=" + rayletSocket);
    command.add("-Dray.object-store.socket-name=" + store);
    command.add("-Dray.raylet.node-manager-port=" + port);
    command.add("-Dray.job.code-search-path=");
    command.add("RAY_WORKER_RAYLET_CONFIG_PLACEHOLDER");
    command.addAll(WORKER_OPTIONS);
    command.add("RAY_WORKER_DYNAMIC_OPTION_PLACEHOLDER");
    command.add("io.ray.runtime.runner.worker.DefaultWorker");
    return command;
  }

  private RayServer startServer(String name, String program, List<String> options)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(binaries.path(program).toString());
    command.addAll(options);
    RayServer server = RayServer.start(name, logs, command);
    synchronized (servers) {
      servers.push(server);
    }
    guard.watch(server.handle().pid());
    return server;
  }

  private void awaitNodes() throws Exception {
    try (RedisTables tables = tables()) {
      awaitThat("both nodes are known", () -> tables.nodes().size() == 2);
    }
  }

  private void awaitThat(String what, Callable<Boolean> condition) {
    await(what)
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              for (RayServer server : servers) {
                server.assertAlive();
              }
              return condition.call();
            });
  }

  @Override
  public String address() {
    return LOOPBACK + ":" + redisPort;
  }

  public TestNode node1() {
    return nodes.get(0);
  }

  public TestNode node2() {
    return nodes.get(1);
  }

  /** Where the logs of its servers and workers are. */
  public Path logs() {
    return logs;
  }

  /** What Redis has of the cluster now, for the caller to close. */
  public RedisTables tables() throws IOException {
    return new RedisTables(new RedisProbe(shardPort, PASSWORD));
  }

  /** Every process that is part of it now. */
  List<ProcessHandle> processes() {
    synchronized (servers) {
      return servers.stream()
          .flatMap(server -> Stream.concat(Stream.of(server.handle()), server.children()))
          .toList();
    }
  }

  /** Where its sockets are. */
  Path folder() {
    return folder;
  }

  private void endServers() {
    synchronized (servers) { // raylets before stores, those before gcs_server and Redis
      while (!servers.isEmpty()) {
        servers.pop().stop();
      }
    }
    try {
      Folders.deleteTree(folder);
      driverFolders.deleteNew();
    } catch (IOException e) {
      throw new IllegalStateException("cannot delete " + folder + " or a driver's folder", e);
    }
  }

  @Override
  public void close() {
    endServers();
    guard.close();
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
