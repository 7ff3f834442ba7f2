package io.ray4j.benchmarks.peer;

import com.hazelcast.config.Config;
import com.hazelcast.config.ExecutorConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Starts a member of a cluster on loopback, found by its port alone; reports nothing to anyone. As
 * a main class: a further member, which ends when its standard input does.
 */
final class HazelcastMember {
  private static final String LOOPBACK = "127.0.0.1";

  private HazelcastMember() {}

  /**
   * @param port the member's own
   * @param firstPort the port of the member to join; the same for the first
   * @param threads that run tasks
   */
  static HazelcastInstance start(int port, int firstPort, int threads) {
    Config config = new Config("ray4j-benchmarks-" + firstPort);
    config.setProperty("hazelcast.logging.type", "none");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    var network = config.getNetworkConfig();
    network.setPort(port).setPortAutoIncrement(false);
    network.getInterfaces().setEnabled(true).addInterface(LOOPBACK);
    var join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).addMember(LOOPBACK + ":" + firstPort);
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false);
    config.addExecutorConfig(new ExecutorConfig("default", threads));
    config.addExecutorConfig(new ExecutorConfig(HazelcastTask.INNER, threads));
    return Hazelcast.newHazelcastInstance(config);
  }

  public static void main(String[] args) throws IOException {
    start(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0); // the member that forked this one is gone or done
  }
}
