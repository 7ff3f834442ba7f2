package io.ray4j.functional;

import io.ray4j.RayConfig;

class InProcessReplayTest extends ReplayTest {
  @Override
  RayConfig.Builder config() {
    return RayConfig.builder().address("in-process").workers(2);
  }
}
