package io.ray4j.cluster.testing;

/** A Ray cluster that a test has started. {@link #close} ends it and waits. */
public interface RunningRay extends AutoCloseable {
  /**
   * The version of Ray to run the tests on, as the profile {@code ray-2} sets it; empty for 1.0.1,
   * whose jar has the servers in it.
   */
  static String version() {
    return System.getProperty("ray4j.test.ray", "");
  }

  /**
   * Starts one of that version. Skips the test, with the reason, where that cannot be.
   *
   * @param name of the folder for its logs
   */
  static RunningRay start(String name) throws Exception {
    return version().isEmpty() ? TestCluster.start(name) : PythonRay.start(version(), name);
  }

  /** For {@code RayConfig.address}. */
  String address();

  @Override
  void close();
}
