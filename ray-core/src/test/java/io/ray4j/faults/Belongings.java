package io.ray4j.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What this process has at one moment, as kinds of things and how many there are of each.
 * Immutable.
 *
 * @param threads by name, without numbers
 * @param descriptors by what they lead to, without numbers
 * @param mappings of files, by file; and how many of none
 * @param buffers direct and mapped ones
 * @param files that its sessions made
 * @param children processes
 */
record Belongings(
    Map<String, Long> threads,
    Map<String, Long> descriptors,
    Map<String, Long> mappings,
    Map<String, Long> buffers,
    List<Path> files,
    long children) {
  /** The JDK's thread that waits for a child's end, and stays a minute for the next one. */
  private static final String REAPER = "process reaper";

  static final String NO_FILE = "no file";

  /** Looks; sessions have their folders in those given. */
  static Belongings now(Path... folders) throws IOException {
    return new Belongings(
        countsOf(
            Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> !name.startsWith(REAPER))),
        countsOf(descriptorTargets().stream()),
        countsOf(mappedFiles().stream()),
        bufferCounts(),
        filesIn(folders),
        ProcessHandle.current().children().count());
  }

  private static Map<String, Long> countsOf(Stream<String> names) {
    Map<String, Long> counts = new TreeMap<>();
    names.forEach(name -> counts.merge(name.replaceAll("[0-9]+", "#"), 1L, Long::sum));
    return counts;
  }

  private static List<String> descriptorTargets() throws IOException {
    try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
      return links.map(Belongings::target).toList();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (NoSuchFileException e) {
      return "/proc/self/fd"; // the one that the list was read from
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + link, e);
    }
  }

  private static List<String> mappedFiles() throws IOException {
    // address, rights, offset, device, inode, name
    return Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1).stream()
        .map(line -> line.split(" +", 6))
        .map(parts -> parts.length == 6 && parts[5].startsWith("/") ? parts[5] : NO_FILE)
        .toList();
  }

  private static Map<String, Long> bufferCounts() {
    Map<String, Long> counts = new TreeMap<>();
    ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
        .forEach(pool -> counts.put(pool.getName(), pool.getCount()));
    return counts;
  }

  private static List<Path> filesIn(Path... folders) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> all = Files.list(folder)) {
        all.filter(file -> isOfASession(file)).forEach(files::add);
      }
    }
    return files;
  }

  private static boolean isOfASession(Path file) {
    return file.getFileName().toString().startsWith("ray4j-" + ProcessHandle.current().pid());
  }

  /** Fails if there is more of anything than there was; but for mappings of no file. */
  void assertNoMoreThan(Belongings before) {
    assertNoMore("threads", threads, before.threads);
    assertNoMore("descriptors", descriptors, before.descriptors);
    assertNoMore("mappings", mappings, before.mappings);
    assertNoMore("buffers", buffers, before.buffers);
    assertThat(files).isEmpty();
    assertThat(children).as("children").isZero();
  }

  private static void assertNoMore(String what, Map<String, Long> now, Map<String, Long> before) {
    Map<String, Long> more = new TreeMap<>();
    now.forEach(
        (name, count) -> {
          long grown = count - before.getOrDefault(name, 0L);
          if (grown > 0 && !name.equals(NO_FILE)) {
            more.put(name, grown);
          }
        });
    assertThat(more).as("more " + what).isEmpty();
  }
}
