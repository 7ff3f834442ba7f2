package io.ray4j.objectstore;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/**
 * A spilled object cannot be read back: its file is missing, too short, or not what was written.
 */
final class SpillDamagedException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  SpillDamagedException(Path file, SpillSlot slot, String expected, String found) {
    super(
        "Spill file %s is damaged: the object at offset=%,d length=%,d should have %s, but there is %s."
            .formatted(file, slot.offset(), slot.length(), expected, found));
  }
}
