package io.ray4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProcessTreeTest {
  @Test
  @Timeout(60)
  void shouldEndAGrandchildWhoseParentHasGone() throws Exception {
    Process parent = java(Parent.class);
    long child;
    try (ProcessTree tree = new ProcessTree(parent)) {
      child = Long.parseLong(parent.inputReader().readLine());
      assertThat(ProcessHandle.of(child)).isPresent();
      parent.getOutputStream().close(); // lets the parent end only once its child was looked for
      assertThat(tree.await(30)).isZero();
      assertThat(ProcessHandle.of(child)).as("outlives its parent").isPresent();
    }
    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  static Process java(Class<?> main) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            main.getName())
        .start();
  }

  /** Starts a child that does not end by itself, says its pid, and ends when its input does. */
  static final class Parent {
    public static void main(String[] args) throws IOException {
      System.out.println(java(Child.class).pid());
      System.in.read();
    }
  }

  static final class Child {
    public static void main(String[] args) throws InterruptedException {
      new java.util.concurrent.CountDownLatch(1).await();
    }
  }
}
