package io.ray4j.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OomKillsTest {
  @Test
  void shouldSeeEachKillOnce(@TempDir Path folder) throws IOException {
    Path counters = folder.resolve("memory.events");
    Files.writeString(counters, "max 9\noom 7\noom_kill 2\noom_group_kill 5\n");
    OomKills kills = new OomKills(counters);
    assertThat(kills.seen()).isEmpty();
    Files.writeString(counters, "max 9\noom 8\noom_kill 3\noom_group_kill 5\n");
    assertThat(kills.seen()).isEqualTo("oom_kill in " + counters + " went from 2 to 3");
    assertThat(kills.seen()).isEmpty();
  }

  @Test
  void shouldSeeNothingWhereNothingIsCounted(@TempDir Path folder) throws IOException {
    Path counters = folder.resolve("memory.events");
    OomKills kills = new OomKills(counters);
    assertThat(kills.seen()).isEmpty();
    Files.writeString(counters, "oom_kill many\n");
    assertThat(kills.seen()).isEmpty();
  }
}
