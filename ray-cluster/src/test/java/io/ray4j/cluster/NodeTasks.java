package io.ray4j.cluster;

import io.ray4j.Remote;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Remote functions that tell which node they run on. */
final class NodeTasks {
  private NodeTasks() {}

  /** A run of a task: the node's address and the worker's pid. */
  record Run(String ip, long pid) {
    private static Run parse(String line) {
      String[] parts = line.split(" ", 2);
      return new Run(parts[0], Long.parseLong(parts[1]));
    }
  }

  /** The runs that have begun, in this order. */
  static List<Run> begun(Path notes) throws IOException {
    return Files.exists(notes)
        ? Files.readAllLines(notes).stream().map(Run::parse).toList()
        : List.of();
  }

  /** The address that Ray started this worker with. */
  @Remote
  static String ip() {
    return System.getProperty("ray.node-ip");
  }

  @Remote
  static double[] filled(int length, double value) {
    double[] values = new double[length];
    Arrays.fill(values, value);
    return values;
  }

  @Remote
  static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }

  /** Whether the bytes were not copied to the heap, nor can be changed. */
  @Remote
  static boolean isInPlace(DoubleBuffer values) {
    return values.isDirect() && values.isReadOnly();
  }

  /** Notes that it has begun, and waits until the gate is there. */
  @Remote
  static int squareBehindAGate(String notes, String gate, int number) throws IOException {
    String line = ip() + " " + ProcessHandle.current().pid() + "\n";
    Files.writeString(Path.of(notes), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    while (!Files.exists(Path.of(gate))) {
      LockSupport.parkNanos(1_000_000);
    }
    return number * number;
  }

  @Remote
  static int add(int left, int right) {
    return left + right;
  }
}
