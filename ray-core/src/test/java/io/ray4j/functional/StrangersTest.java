package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.Ray;
import io.ray4j.RayConfig;
import io.ray4j.RayState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever is no worker of the session gets nothing from it, and keeps nobody from working. */
@Timeout(value = 90, threadMode = ThreadMode.SEPARATE_THREAD)
class StrangersTest {
  private static final long SEED = 20_260_101;

  @TempDir private Path folder;

  private Path session;
  private String token;

  @BeforeEach
  void init() {
    Ray.init(RayConfig.builder().workers(2).sessionDirectory(folder).build());
    session = Ray.state().sessionDirectory();
    token = Ray.remote(() -> System.getenv("RAY4J_TOKEN")).get();
  }

  @AfterEach
  void shutdown() {
    System.clearProperty("ray4j.transport");
    Ray.shutdown();
  }

  private static byte[] garbage(int bytes) {
    byte[] garbage = new byte[bytes];
    new Random(SEED).nextBytes(garbage);
    return garbage;
  }

  private static byte[] length(int length) {
    return Stranger.body(4).putInt(length).array();
  }

  /** What a stranger says first, and what is logged of it. */
  private enum First {
    WRONG_TOKEN("a stranger without the session's token"),
    SHORTER_TOKEN("a stranger without the session's token"),
    EMPTY_TOKEN("a stranger without the session's token"),
    OTHER_VERSION("no HELLO of this version"),
    NO_HELLO("no HELLO of this version"),
    HELLO_WITHOUT_TOKEN("cannot be read"),
    UNKNOWN_WORKER("not expected: worker=4711"),
    READY_WORKER("not expected: worker=1"),
    LONG_HELLO("frame length out of range"),
    NEGATIVE_LENGTH("frame length out of range"),
    GARBAGE("dropping a peer");

    final String logged;

    First(String logged) {
      this.logged = logged;
    }

    byte[] bytes(String token) {
      return switch (this) {
        case WRONG_TOKEN -> Stranger.hello(Stranger.VERSION, 1, "0".repeat(token.length()));
        case SHORTER_TOKEN -> Stranger.hello(Stranger.VERSION, 1, token.substring(1));
        case EMPTY_TOKEN -> Stranger.hello(Stranger.VERSION, 1, "");
        case OTHER_VERSION -> Stranger.hello(Stranger.VERSION + 1, 1, token);
        case NO_HELLO -> Stranger.sync(1);
        case HELLO_WITHOUT_TOKEN ->
            Stranger.frame(Stranger.HELLO, Stranger.body(8).putInt(Stranger.VERSION).putInt(1));
        case UNKNOWN_WORKER -> Stranger.hello(Stranger.VERSION, 4711, token);
        case READY_WORKER -> Stranger.hello(Stranger.VERSION, 1, token);
        case LONG_HELLO -> Arrays.copyOf(length(1 << 20), 100);
        case NEGATIVE_LENGTH -> Arrays.copyOf(length(-1), 100);
        case GARBAGE -> garbage(10_000);
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldDropAndLogAStrangerWhoSays(First first) throws Exception {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (Stranger stranger = new Stranger(session)) {
      stranger.say(first.bytes(token));
      assertThat(stranger.isDropped()).isTrue();
    } finally {
      System.setErr(before);
    }
    assertThat(log.toString(StandardCharsets.UTF_8)).contains(first.logged);
    assertTheSessionWorks();
  }

  private static void assertTheSessionWorks() {
    assertThat(Ray.remote(Tasks::add, 1, 2).get(Duration.ofSeconds(30))).isEqualTo(3);
  }

  @Test
  void shouldGoOnBesideAStrangerWhoFallsSilent() throws Exception {
    byte[] hello = Stranger.hello(Stranger.VERSION, 1, token);
    try (Stranger silent = new Stranger(session);
        Stranger half = new Stranger(session)) {
      half.say(Arrays.copyOf(hello, hello.length / 2));
      assertTheSessionWorks();
      assertThat(silent.isOpen() && half.isOpen()).isTrue();
    }
    assertTheSessionWorks();
  }

  @Test
  void shouldGoOnAmongManyStrangers() throws Exception {
    List<Stranger> strangers = new ArrayList<>();
    try {
      for (int round = 0; round < 10; round++) {
        for (First first : First.values()) {
          Stranger stranger = new Stranger(session);
          strangers.add(stranger);
          byte[] bytes = first.bytes(token);
          stranger.say(round % 2 == 0 ? bytes : Arrays.copyOf(bytes, 6));
        }
        assertTheSessionWorks();
      }
    } finally {
      for (Stranger stranger : strangers) {
        stranger.close();
      }
    }
    assertTheSessionWorks();
  }

  /** It has the token, and is faster than the worker that is about to start. */
  @Test
  void shouldDropAFalseWorkerThatSendsGarbageAndReplaceIt() throws Exception {
    shutdown();
    System.setProperty("ray4j.transport", "socket"); // lies in a ring: RingChannelTest
    init();
    List<byte[]> lies =
        List.of(
            garbage(10_000),
            Arrays.copyOf(length(0), 5),
            Stranger.frame(Stranger.HELLO, Stranger.body(3)),
            Stranger.frame(127, Stranger.body(3)),
            Stranger.frame(Stranger.PUT_OBJECT, composites(5_000)));
    int number = 2;
    for (byte[] lie : lies) {
      try (Stranger worker = takePlaceOfAWorker(number)) {
        worker.say(lie);
        assertThat(worker.isDropped()).isTrue();
        assertTheSessionWorks();
      }
      number =
          Ray.state().workers().stream().mapToInt(RayState.Worker::number).max().orElse(number);
    }
  }

  private static ByteBuffer composites(int depth) {
    ByteBuffer body = Stranger.body(20 + 9 * depth).position(20);
    while (body.hasRemaining()) {
      body.put((byte) 2).putInt(0).putInt(body.remaining() / 9);
    }
    return body;
  }

  /** Kills workers until it has said hello as one that is starting; {@code known} is no more. */
  private Stranger takePlaceOfAWorker(int known) throws IOException {
    int next = known + 1;
    while (true) {
      for (RayState.Worker worker : Ray.state().workers()) {
        next = Math.max(next, worker.number() + 1);
        ProcessHandle.of(worker.pid()).ifPresent(ProcessHandle::destroyForcibly);
      }
      for (int attempt = 0; attempt < 2_000; attempt++) {
        Stranger stranger = new Stranger(session);
        byte[] hello = Stranger.hello(Stranger.VERSION, next, token);
        byte[] sync = Stranger.sync(1);
        byte[] both = Arrays.copyOf(hello, hello.length + sync.length);
        System.arraycopy(sync, 0, both, hello.length, sync.length);
        stranger.say(both); // at once: after the first part it may be dropped already
        if (stranger.isAnswered()) {
          return stranger;
        }
        stranger.close();
      }
    }
  }
}
