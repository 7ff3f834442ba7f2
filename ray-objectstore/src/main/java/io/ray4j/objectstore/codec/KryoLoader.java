package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.util.Util;

/**
 * Loads Kryo without the four lines of warning that its use of Unsafe prints from JDK 24 on.
 *
 * <p>Our serializers never use that part of Kryo. It is switched off by a system property alone,
 * which is read once; so the property is set for that moment, unless the user has set it.
 */
final class KryoLoader {
  private static final String PROPERTY = "kryo.unsafe";
  private static final int FIRST_JDK_TO_WARN = 24;

  static {
    if (Runtime.version().feature() >= FIRST_JDK_TO_WARN && System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, "false");
      try {
        Util.isUnsafeAvailable();
      } finally {
        System.clearProperty(PROPERTY);
      }
    }
  }

  private KryoLoader() {}

  /** Has an effect the first time. */
  static void load() {}
}
