package io.ray4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
      assertThatThrownBy(() -> tree.await(1)).isInstanceOf(TimeoutException.class);
      parent.getOutputStream().close();
      parent.waitFor();
      assertThat(ProcessHandle.of(child)).as("outlives its parent").isPresent();
    }
    ProcessHandle left = ProcessHandle.of(child).orElse(null);
    if (left != null) {
      try {
        left.onExit().get(10, TimeUnit.SECONDS);
      } finally {
        left.destroyForcibly(); // only if the test fails
      }
    }
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
      new CountDownLatch(1).await();
    }
  }
}
