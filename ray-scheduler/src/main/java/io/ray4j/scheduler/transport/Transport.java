package io.ray4j.scheduler.transport;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How frames travel between driver and workers. Immutable.
 *
 * @param rings whether they do so through memory, the socket being the doorbell; else through the
 *     socket
 * @param spinNs how long a thread that waits looks for them itself, before it has to be woken
 */
public record Transport(boolean rings, long spinNs) {
  private static final String KIND = "ray4j.transport";
  private static final String SPIN = "ray4j.spinMicros";
  private static final String SOCKET = "socket";

  /** Two context switches: less is lost for nothing than is won. */
  private static final int DEFAULT_SPIN_MICROS = 50;

  /** As the system properties {@value #KIND} and {@value #SPIN} say, which are for benchmarks. */
  public static Transport ofProperties() {
    return new Transport(
        !SOCKET.equals(System.getProperty(KIND)),
        TimeUnit.MICROSECONDS.toNanos(Integer.getInteger(SPIN, DEFAULT_SPIN_MICROS)));
  }

  /** The options that give a worker the same one. */
  public List<String> options() {
    return List.of(
        "-D" + KIND + "=" + (rings ? "rings" : SOCKET),
        "-D" + SPIN + "=" + TimeUnit.NANOSECONDS.toMicros(spinNs));
  }
}
