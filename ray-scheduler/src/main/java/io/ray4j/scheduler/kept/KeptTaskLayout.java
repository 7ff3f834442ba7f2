package io.ray4j.scheduler.kept;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How a kept task lies in its file.
 *
 * <pre>
 *   ray4j failed task 1 LITTLE_ENDIAN   a line: what it is, version, the order of all numbers
 *   why it failed, then a zero byte     UTF-8, for people: {@code head} shows it
 *   payloads                            each at a multiple of {@value #ALIGNMENT}, as in a segment
 *   the task                            a {@code KeptTaskFrame}, at such a place too
 *   footer: where the task lies (8), CRC32C of all before it (4), end mark (4)
 * </pre>
 *
 * Constants only. The version goes up with every change of this, of what lies in frames, and of
 * payloads.
 */
final class KeptTaskLayout {
  static final String SUFFIX = ".raytask";
  static final String MAGIC = "ray4j failed task ";
  static final int VERSION = 1;
  static final byte[] FIRST_LINE =
      (MAGIC + VERSION + " " + ByteOrder.nativeOrder() + "\n").getBytes(StandardCharsets.UTF_8);

  static final int ALIGNMENT = 64;
  static final int END_MARK = 0x6b657074; // "kept"
  static final int FOOTER_BYTES = Long.BYTES + 2 * Integer.BYTES;

  private KeptTaskLayout() {}
}
