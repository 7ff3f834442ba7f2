package io.ray4j.internal;

import io.ray4j.RayConfig;
import io.ray4j.spi.RayRuntime;
import io.ray4j.spi.RayRuntimeProvider;
import java.util.Set;

/** Starts sessions on this machine. Found by the facade through {@code ServiceLoader}. */
public final class LocalRuntimeProvider implements RayRuntimeProvider {
  private static final Set<String> ADDRESSES = Set.of("local", "in-process");

  /** For {@code ServiceLoader}. */
  public LocalRuntimeProvider() {}

  @Override
  public boolean accepts(String address) {
    return ADDRESSES.contains(address);
  }

  @Override
  public RayRuntime start(RayConfig config) {
    return LocalSession.start(config, config.address().equals("in-process"));
  }
}
