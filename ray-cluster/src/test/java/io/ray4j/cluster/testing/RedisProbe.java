package io.ray4j.cluster.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one of the cluster's Redis servers that speaks as much of its protocol as a test
 * needs. Not threadsafe. {@link #close} ends the connection.
 *
 * <p>Text is taken byte by byte, so that keys with ids in them survive.
 */
final class RedisProbe implements AutoCloseable {
  private static final int TIMEOUT_MS = 10_000;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  RedisProbe(int port, String password) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MS);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = socket.getOutputStream();
    send("AUTH", password);
  }

  /** A string, or null if there is no such key. */
  byte @Nullable [] get(String key) throws IOException {
    return (byte[]) send("GET", key);
  }

  /** Every key of a table, without the table's name. */
  List<String> keys(String table) throws IOException {
    return strings(send("KEYS", table + ":*")).stream()
        .map(key -> key.substring(table.length() + 1))
        .toList();
  }

  List<String> list(String key) throws IOException {
    return strings(send("LRANGE", key, "0", "-1"));
  }

  private static List<String> strings(@Nullable Object reply) {
    List<String> strings = new ArrayList<>();
    for (Object element : (List<?>) reply) {
      strings.add(new String((byte[]) element, ISO_8859_1));
    }
    return strings;
  }

  /** Sends a command and waits for the reply: a string, a number, bytes, a list or null. */
  @Nullable Object send(String... command) throws IOException {
    StringBuilder request = new StringBuilder("*" + command.length + "\r\n");
    for (String word : command) {
      request.append("$").append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    out.write(request.toString().getBytes(ISO_8859_1));
    out.flush();
    return reply();
  }

  private @Nullable Object reply() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case ':' -> Long.valueOf(rest);
      case '$' -> bytes(Integer.parseInt(rest));
      case '*' -> replies(Integer.parseInt(rest));
      default -> throw new IOException("Redis: " + line);
    };
  }

  private byte @Nullable [] bytes(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length);
    in.skipNBytes(2);
    return bytes;
  }

  private List<@Nullable Object> replies(int count) throws IOException {
    List<@Nullable Object> replies = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      replies.add(reply());
    }
    return replies;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("Redis has closed the connection");
      }
      line.append((char) next);
    }
    in.skipNBytes(1);
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
