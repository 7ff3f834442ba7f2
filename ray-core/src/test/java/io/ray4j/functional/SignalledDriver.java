package io.ray4j.functional;

import io.ray4j.ObjectRef;
import io.ray4j.Ray;
import io.ray4j.RayConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Waits for tasks that do not end, until a signal comes. Run by {@link DriverSignalTest}. */
final class SignalledDriver {
  private SignalledDriver() {}

  public static void main(String[] args) {
    Ray.init(RayConfig.builder().workers(2).build());
    Ray.put(new long[100_000]);
    List<ObjectRef<Integer>> endless = new ArrayList<>();
    for (int worker = 0; worker < 2; worker++) {
      endless.add(
          Ray.remote(
              () -> {
                System.out.println("running"); // comes out at the driver, with its prefix
                TimeUnit.SECONDS.sleep(300);
                return 0;
              }));
    }
    Ray.get(endless);
  }
}
