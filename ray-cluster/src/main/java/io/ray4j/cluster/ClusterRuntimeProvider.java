package io.ray4j.cluster;

import io.ray4j.RayConfig;
import io.ray4j.spi.RayRuntime;
import io.ray4j.spi.RayRuntimeProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects to Ray clusters. Found by the facade through {@code ServiceLoader}. */
public final class ClusterRuntimeProvider implements RayRuntimeProvider {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterRuntimeProvider.class);
  static final Pattern HOST_AND_PORT = Pattern.compile("[^:/\\s]+:[0-9]{1,5}");

  /** For {@code ServiceLoader}. */
  public ClusterRuntimeProvider() {}

  @Override
  public boolean accepts(String address) {
    return address.equals("auto") || HOST_AND_PORT.matcher(address).matches();
  }

  @Override
  public RayRuntime start(RayConfig config) {
    if (config.keepFailedTasks().isPresent()) {
      throw new IllegalArgumentException(
          "Failed tasks cannot be kept on a cluster: keepFailedTasks="
              + config.keepFailedTasks().get()
              + ", address="
              + config.address()
              + ". Leave keepFailedTasks out, or use address(\"local\").");
    }
    List<String> ignored = ignored(config);
    if (!ignored.isEmpty()) {
      LOG.warn(
          "ignored on the cluster at {}, whose nodes were configured when they were started: {}",
          config.address(),
          String.join(", ", ignored));
    }
    RayConnection connection = RayConnection.open(config);
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return new ClusterRuntime(
        new ClusterClient(),
        context == null ? ClusterRuntimeProvider.class.getClassLoader() : context,
        connection);
  }

  /** What was set, and what a driver has no say in. */
  static List<String> ignored(RayConfig config) {
    List<String> ignored = new ArrayList<>();
    config.workers().ifPresent(workers -> ignored.add("workers=" + workers));
    config.objectStoreMemory().ifPresent(bytes -> ignored.add("objectStoreMemory=" + bytes));
    config.spillDirectory().ifPresent(path -> ignored.add("spillDirectory=" + path));
    config.sessionDirectory().ifPresent(path -> ignored.add("sessionDirectory=" + path));
    return ignored;
  }
}
