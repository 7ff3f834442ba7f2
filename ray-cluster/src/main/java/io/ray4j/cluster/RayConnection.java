package io.ray4j.cluster;

import io.ray.api.Ray;
import io.ray.api.runtime.RayRuntime;
import io.ray.runtime.RayNativeRuntime;
import io.ray.runtime.config.RayConfig;
import io.ray4j.internal.EffectiveClassPath;
import io.ray4j.objectstore.JdkAccess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * This driver's connection to a cluster. Ray has one for each process, and takes its settings from
 * system properties.
 *
 * <p>Thread-safe. {@code close} leaves the cluster, which goes on.
 */
final class RayConnection implements AutoCloseable {
  /** Where {@code ray start} leaves the address of the cluster on this machine. */
  private static final Path CURRENT_CLUSTER = Path.of("/tmp/ray/ray_current_cluster");

  /** What Ray's serialization looks into. */
  static final List<String> OPENED =
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

  private static final int MAX_PORT = 65535;
  private static final String JVM_OPTIONS = "ray.job.jvm-options.";

  private RayConnection() {}

  /**
   * Connects.
   *
   * @throws IllegalArgumentException if there is no such cluster
   */
  static RayConnection open(io.ray4j.RayConfig config) {
    if (Ray.isInitialized()) {
      throw new IllegalStateException(
          "This process is connected to a cluster already, by io.ray.api.Ray.init(): call its shutdown() first.");
    }
    String address = checked(config.address().equals("auto") ? currentCluster() : config.address());
    try {
      JdkAccess.openToClassPath(OPENED);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This JVM does not let Ray's serialization in: " + e, e);
    }
    Map<String, String> settings = settings(config, address);
    Map<String, String> before = new HashMap<>();
    settings.forEach((key, value) -> before.put(key, System.getProperty(key)));
    settings.forEach(System::setProperty);
    try {
      start();
    } catch (InvocationTargetException e) {
      throw notConnected(address, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This version of Ray is not known: " + e, e);
    } catch (RuntimeException | LinkageError e) {
      throw notConnected(address, e);
    } finally {
      before.forEach(
          (key, value) -> {
            if (value == null) {
              System.clearProperty(key);
            } else {
              System.setProperty(key, value);
            }
          });
    }
    return new RayConnection();
  }

  private static IllegalArgumentException notConnected(String address, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "Cannot connect to the cluster at address=%s: %s. Is it running, and of the version of the io.ray jars on the class path?"
            .formatted(address, cause),
        cause);
  }

  /** The address, if it can be one. */
  static String checked(String address) {
    int colon = address.lastIndexOf(':');
    if (!ClusterRuntimeProvider.HOST_AND_PORT.matcher(address).matches()
        || Integer.parseInt(address.substring(colon + 1)) > MAX_PORT) {
      throw new IllegalArgumentException(
          "A cluster's address is host:port, with a port up to 65535: address=" + address);
    }
    return address;
  }

  private static String currentCluster() {
    try {
      return Files.readString(CURRENT_CLUSTER).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "address=auto finds no cluster that was started on this machine: "
              + e
              + ". Give its address as host:port.",
          e);
    }
  }

  /** The system properties that tell Ray how to connect. */
  static Map<String, String> settings(io.ray4j.RayConfig config, String address) {
    Map<String, String> settings = new HashMap<>();
    settings.put("ray.address", address);
    settings.put("ray.run-mode", "CLUSTER");
    if (System.getProperty("ray.node-ip") == null) {
      settings.put("ray.node-ip", addressTowards(address));
    }
    if (System.getProperty("ray.job.code-search-path") == null) {
      List<String> entries = EffectiveClassPath.of(config).entries();
      settings.put("ray.job.code-search-path", String.join(File.pathSeparator, entries));
    }
    int number = 0;
    while (System.getProperty(JVM_OPTIONS + number) != null) {
      number++; // the user's own come first
    }
    for (String option : jvmOptions(config)) {
      settings.put(JVM_OPTIONS + number++, option);
    }
    return settings;
  }

  private static List<String> jvmOptions(io.ray4j.RayConfig config) {
    List<String> options = new ArrayList<>();
    for (String name : OPENED) {
      options.add("--add-opens=java.base/" + name + "=ALL-UNNAMED");
    }
    config.workerHeap().ifPresent(bytes -> options.add("-Xmx" + bytes));
    options.addAll(config.workerJvmOptions());
    return options;
  }

  /** This machine's own address on the way to the cluster, by which Ray finds the node here. */
  private static String addressTowards(String address) {
    int colon = address.lastIndexOf(':');
    InetSocketAddress target =
        new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    if (!target.isUnresolved() && target.getAddress().isLoopbackAddress()) {
      return target.getAddress().getHostAddress(); // each of 127.0.0.* may be a node
    }
    try (DatagramSocket socket = new DatagramSocket()) { // it sends nothing
      socket.connect(target);
      return socket.getLocalAddress().getHostAddress();
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "There is no way to the cluster at address=" + address + ": " + e, e);
    }
  }

  /**
   * Starts Ray as {@code Ray.init()} does, but for its logging, which would configure that of the
   * whole process anew, and only with a backend of Ray's choice; and but for its shutdown hook,
   * which ends Ray under threads that are in it: {@link ClusterRuntime} has one that waits for
   * them.
   */
  private static void start() throws ReflectiveOperationException {
    Method reset = optional(RayConfig.class, "reset");
    if (reset != null) {
      reset.invoke(null); // Ray 1 keeps the settings of the first connection
    }
    Field runtime = Ray.class.getDeclaredField("runtime");
    runtime.setAccessible(true);
    runtime.set(null, connected());
  }

  private static RayRuntime connected() throws ReflectiveOperationException {
    // Ray 1 reads its settings from the one instance again and again
    Method getInstance = optional(RayConfig.class, "getInstance");
    RayConfig config =
        getInstance == null ? RayConfig.create() : (RayConfig) getInstance.invoke(null);
    setUpSystemConfig(config);
    RayNativeRuntime runtime = new RayNativeRuntime(config);
    runtime.start();
    return runtime;
  }

  /** Ray 2 asks the cluster for its settings there; Ray 1 has no such class. */
  private static void setUpSystemConfig(RayConfig config) throws ReflectiveOperationException {
    Class<?> type;
    try {
      type = Class.forName("io.ray.runtime.util.SystemConfig");
    } catch (ClassNotFoundException e) {
      return;
    }
    type.getMethod("setup", RayConfig.class).invoke(null, config);
  }

  private static @Nullable Method optional(Class<?> type, String name) {
    try {
      return type.getMethod(name);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  @Override
  public void close() {
    Ray.shutdown();
  }
}
