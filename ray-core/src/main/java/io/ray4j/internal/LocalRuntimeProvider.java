package io.ray4j.internal;

import io.ray4j.RayConfig;
import io.ray4j.spi.RayRuntime;
import io.ray4j.spi.RayRuntimeProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

  @Override
  public @Nullable Object replay(Path failedTask) {
    return Replay.withoutSession(failedTask);
  }

  @Override
  public void listSessions(Consumer<String> line) throws IOException {
    for (Path folder : DeadSession.all()) {
      line.accept(folder.toString());
    }
  }

  @Override
  public boolean describeSession(String session, Consumer<String> line)
      throws IOException, InterruptedException {
    DeadSession known = DeadSession.find(session);
    if (known == null) {
      return false;
    }
    known.describe(line);
    return true;
  }
}
