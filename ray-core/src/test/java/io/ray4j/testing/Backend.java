package io.ray4j.testing;

import io.ray4j.RayConfig;
import java.util.stream.Stream;

/**
 * Where the functional tests run: in worker processes of this machine, or on the cluster whose
 * address the system property {@value #ADDRESS} has. {@code ray-cluster} sets it and runs them
 * again, unchanged.
 */
public final class Backend {
  /** The address of a cluster. */
  public static final String ADDRESS = "ray4j.test.address";

  private static final String LOCAL = "local";

  private Backend() {}

  /** For the tests whose assertions hold wherever tasks run. */
  public static Stream<String> addresses() {
    String address = address();
    return address.equals(LOCAL) ? Stream.of(LOCAL, "in-process") : Stream.of(address);
  }

  /** A session with that many workers; a cluster has as many as its nodes have processors for. */
  public static RayConfig.Builder config(int workers) {
    return config(address(), workers);
  }

  /** A session at one of the {@link #addresses}. */
  public static RayConfig.Builder config(String address, int workers) {
    RayConfig.Builder config = RayConfig.builder().address(address);
    return address.equals(System.getProperty(ADDRESS)) ? config : config.workers(workers);
  }

  /** How many tasks are many: a tenth on a cluster, where each takes a millisecond. */
  public static int many(int here) {
    return address().equals(LOCAL) ? here : here / 10;
  }

  private static String address() {
    return System.getProperty(ADDRESS, LOCAL);
  }
}
