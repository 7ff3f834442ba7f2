package io.ray4j;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link RayConfig} from system properties and the environment, which are arguments so that
 * a test can supply them.
 *
 * <p>A blank value counts as not set. {@code ray4j.address} wins over {@code RAY_ADDRESS}: it is
 * the narrower of the two.
 */
final class ConfigReader {
  private static final String PREFIX = "ray4j.";
  private static final List<String> NAMES =
      List.of(
          "address",
          "workers",
          "objectStoreMemory",
          "workerHeap",
          "workerJvmOptions",
          "classPath",
          "spillDirectory",
          "sessionDirectory",
          "logToDriver",
          "keepFailedTasks");

  private final UnaryOperator<@Nullable String> properties;
  private final UnaryOperator<@Nullable String> environment;

  ConfigReader(
      UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> environment) {
    this.properties = properties;
    this.environment = environment;
  }

  RayConfig read() {
    RayConfig.Builder builder = RayConfig.builder();
    String address = environment.apply("RAY_ADDRESS");
    if (isSet(address)) {
      builder.address(address.strip());
    }
    for (String name : NAMES) {
      String text = properties.apply(PREFIX + name);
      if (isSet(text)) {
        set(builder, name, text);
      }
    }
    return builder.build();
  }

  private static void set(RayConfig.Builder builder, String name, String value) {
    String text = value.strip();
    try {
      switch (name) {
        case "address" -> builder.address(text);
        case "workers" -> builder.workers(Integer.parseInt(text));
        case "objectStoreMemory" -> builder.objectStoreMemory(size(text));
        case "workerHeap" -> builder.workerHeap(size(text));
        case "workerJvmOptions" -> builder.workerJvmOptions(text.split("\\s+"));
        case "classPath" -> builder.classPath(paths(text));
        case "spillDirectory" -> builder.spillDirectory(Path.of(text));
        case "sessionDirectory" -> builder.sessionDirectory(Path.of(text));
        case "logToDriver" -> builder.logToDriver(bool(text));
        case "keepFailedTasks" -> builder.keepFailedTasks(Path.of(text));
        default -> throw new IllegalStateException("a name without a setter: " + name);
      }
    } catch (NumberFormatException e) {
      throw refused(name, value, "it must be a whole number", e);
    } catch (InvalidPathException e) {
      throw refused(name, value, "it must be a path", e);
    } catch (IllegalArgumentException e) {
      throw refused(name, value, e.getMessage(), e);
    }
  }

  private static boolean isSet(@Nullable String text) {
    return text != null && !text.isBlank();
  }

  private static IllegalArgumentException refused(
      String name, String text, @Nullable String why, Exception cause) {
    return new IllegalArgumentException(
        "The system property " + PREFIX + name + "=" + text + " is refused: " + why, cause);
  }

  private static long size(String text) {
    if (!text.matches("[0-9]{1,18}[kKmMgG]?")) {
      throw new IllegalArgumentException(
          "it must be a number of bytes, or one that ends in k, m or g, for instance 512m");
    }
    int last = text.length() - 1;
    int shift =
        switch (text.toLowerCase(Locale.ROOT).charAt(last)) {
          case 'k' -> 10;
          case 'm' -> 20;
          case 'g' -> 30;
          default -> 0;
        };
    long number = Long.parseLong(shift == 0 ? text : text.substring(0, last));
    if (number > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("it must be less than 2 to the 63 bytes");
    }
    return number << shift;
  }

  private static boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("it must be true or false");
    };
  }

  private static Path[] paths(String text) {
    return Arrays.stream(text.split(Pattern.quote(File.pathSeparator), -1))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .toArray(Path[]::new);
  }
}
