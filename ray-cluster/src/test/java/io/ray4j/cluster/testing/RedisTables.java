package io.ray4j.cluster.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a cluster has written into its Redis: a table {@code T} has its rows under the keys {@code
 * T:<id>}, each a protobuf message of Ray's class {@code Gcs}. Ids come out in hexadecimal digits.
 *
 * <p>Not threadsafe. {@link #close} ends the connection.
 */
public final class RedisTables implements AutoCloseable {
  private static final String NODES = "CLIENT";
  private static final String OBJECTS = "OBJECT";
  private static final String TASKS = "TASK";

  private final RedisProbe shard;

  RedisTables(RedisProbe shard) {
    this.shard = shard;
  }

  /** The addresses of the nodes, by id. */
  public Map<String, String> nodes() throws IOException {
    Map<String, String> nodes = new TreeMap<>();
    for (String key : shard.keys(NODES)) {
      nodes.put(hex(key), (String) get(row(NODES, key, "GcsNodeInfo"), "getNodeManagerAddress"));
    }
    return nodes;
  }

  /** The ids of the objects that lie in a store. */
  public Set<String> objects() throws IOException {
    return hex(shard.keys(OBJECTS));
  }

  /** The ids of the nodes that hold an object. */
  public Set<String> locations(String objectId) throws IOException {
    Set<String> nodes = new TreeSet<>();
    Object row = row(OBJECTS, text(objectId), "ObjectLocationInfo");
    for (Object location : (List<?>) get(row, "getLocationsList")) {
      nodes.add(bytes(get(location, "getManager")));
    }
    return nodes;
  }

  /** The ids of the tasks that are kept there, and the address of the node that each runs on. */
  public Map<String, String> tasks() throws IOException {
    Map<String, String> tasks = new TreeMap<>();
    for (String key : shard.keys(TASKS)) {
      Object spec = get(get(row(TASKS, key, "TaskTableData"), "getTask"), "getTaskSpec");
      tasks.put(hex(key), (String) get(get(spec, "getCallerAddress"), "getIpAddress"));
    }
    return tasks;
  }

  private Object row(String table, String key, String message) throws IOException {
    byte[] bytes = shard.get(table + ":" + key);
    if (bytes == null) {
      throw new IllegalArgumentException(table + ":" + hex(key) + " is not in Redis");
    }
    try {
      // by name: the Ray that the tests are compiled against has no such classes any more
      return Class.forName("io.ray.runtime.generated.Gcs$" + message)
          .getMethod("parseFrom", byte[].class)
          .invoke(null, (Object) bytes);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(table + " has no rows of " + message, e);
    }
  }

  private static Object get(Object message, String getter) {
    try {
      return message.getClass().getMethod(getter).invoke(message);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(message.getClass() + " has no " + getter, e);
    }
  }

  private static String bytes(Object byteString) {
    return HexFormat.of().formatHex((byte[]) get(byteString, "toByteArray"));
  }

  private static Set<String> hex(List<String> keys) {
    Set<String> ids = new TreeSet<>();
    keys.forEach(key -> ids.add(hex(key)));
    return ids;
  }

  private static String hex(String key) {
    return HexFormat.of().formatHex(key.getBytes(ISO_8859_1));
  }

  private static String text(String id) {
    return new String(HexFormat.of().parseHex(id), ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    shard.close();
  }
}
