package io.ray4j;

import io.ray4j.spi.RayRuntime;
import io.ray4j.spi.RayRuntimeProvider;

/**
 * Serves the addresses {@code fake:} and, with a failure, {@code fake:broken}; found by
 * ServiceLoader as a real one is.
 */
public final class FakeProvider implements RayRuntimeProvider {

  @Override
  public boolean accepts(String address) {
    return address.startsWith("fake:");
  }

  @Override
  public RayRuntime start(RayConfig config) {
    if (config.address().equals("fake:broken")) {
      throw new IllegalArgumentException("fake:broken never starts");
    }
    return new InlineRuntime();
  }
}
