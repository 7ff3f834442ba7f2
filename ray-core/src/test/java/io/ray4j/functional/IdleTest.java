package io.ray4j.functional;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session that has nothing to do costs nothing, in the driver and in the workers. */
@Timeout(90)
class IdleTest {
  private static final String OURS = "ray4j-";
  private static final String SWITCHES = "voluntary_ctxt_switches:";

  @AfterEach
  void shutDown() {
    Ray.shutdown();
  }

  @Test
  void shouldWakeNoThreadWhileThereIsNothingToDo() {
    assumeTrue(Files.isReadable(Path.of("/proc/self/task")), "threads' wake-ups cannot be counted");
    Ray.init(RayConfig.builder().workers(2).build());
    List<ObjectRef<Integer>> refs = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      refs.add(Ray.remote(Tasks::add, i, 1));
    }
    Ray.get(refs);
    List<Long> pids = new ArrayList<>(List.of(ProcessHandle.current().pid()));
    Ray.state().workers().forEach(worker -> pids.add(worker.pid()));
    // at first some are awake that put away what the tasks have left: a quiet two seconds must come
    AtomicReference<Map<String, Long>> last = new AtomicReference<>(wakeUps(pids));
    await()
        .alias("two seconds without a wake-up of any of " + last.get().keySet())
        .pollInterval(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              Map<String, Long> now = wakeUps(pids);
              return now.equals(last.getAndSet(now));
            });
  }

  /** How often each of our threads has been woken so far, by process, thread and name. */
  private static Map<String, Long> wakeUps(List<Long> pids) {
    Map<String, Long> all = new TreeMap<>();
    for (long pid : pids) {
      try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
        for (Path thread : (Iterable<Path>) threads::iterator) {
          addTo(all, thread);
        }
      } catch (IOException e) {
        throw new IllegalStateException("cannot list the threads of pid=" + pid, e);
      }
    }
    return all;
  }

  private static void addTo(Map<String, Long> all, Path thread) throws IOException {
    try {
      String name = Files.readString(thread.resolve("comm")).strip();
      if (name.startsWith(OURS)) {
        for (String line : Files.readAllLines(thread.resolve("status"))) {
          if (line.startsWith(SWITCHES)) {
            all.put(thread + " " + name, Long.parseLong(line.substring(SWITCHES.length()).strip()));
          }
        }
      }
    } catch (NoSuchFileException ended) {
      // a thread that has ended wakes no more
    }
  }
}
