package io.ray4j;

import io.ray4j.spi.RayRuntime;
import io.ray4j.spi.RayRuntimeProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the provider of a runtime for an address and starts it. Holds no state: the class path may
 * differ from one {@code init} to the next, as the context class loader does.
 */
final class RuntimeProviders {
  private static final Set<String> LOCAL = Set.of("local", "in-process");

  private RuntimeProviders() {}

  static RayRuntime start(RayConfig config) {
    return forAddress(config.address()).start(config);
  }

  static RayRuntimeProvider forAddress(String address) {
    List<Throwable> broken = new ArrayList<>();
    RayRuntimeProvider provider = find(address, RuntimeProviders.class.getClassLoader(), broken);
    if (provider == null) {
      // an application server or an executable jar may keep ray-cluster in a loader below ours
      provider = find(address, Thread.currentThread().getContextClassLoader(), broken);
    }
    if (provider == null) {
      IllegalArgumentException none = new IllegalArgumentException(noProvider(address));
      broken.forEach(none::addSuppressed);
      throw none;
    }
    return provider;
  }

  /**
   * One provider that does not load must not keep another from serving, so its error is set aside.
   */
  private static @Nullable RayRuntimeProvider find(
      String address, @Nullable ClassLoader loader, List<Throwable> broken) {
    Iterator<RayRuntimeProvider> providers =
        ServiceLoader.load(RayRuntimeProvider.class, loader).iterator();
    while (true) {
      try {
        if (!providers.hasNext()) {
          return null;
        }
        RayRuntimeProvider provider = providers.next();
        if (provider.accepts(address)) {
          return provider;
        }
      } catch (ServiceConfigurationError | LinkageError e) {
        broken.add(e);
      }
    }
  }

  static String noProvider(String address) {
    String head = "No runtime was found for address=" + address + ". ";
    if (LOCAL.contains(address)) {
      return head
          + "The one in ray-core is listed in META-INF/services/"
          + RayRuntimeProvider.class.getName()
          + ": if this is a shaded jar, merge the files in META-INF/services"
          + " (maven-shade-plugin: ServicesResourceTransformer; Gradle shadow: mergeServiceFiles()).";
    }
    return head
        + "Use address(\"local\") or address(\"in-process\"), or for a Ray cluster add:\n"
        + "<dependency>\n"
        + "  <groupId>io.ray4j</groupId>\n"
        + "  <artifactId>ray-cluster</artifactId>\n"
        + "  <version>the version of your ray-core</version>\n"
        + "</dependency>";
  }
}
