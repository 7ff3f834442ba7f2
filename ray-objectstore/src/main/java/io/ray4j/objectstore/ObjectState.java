package io.ray4j.objectstore;

/** Where the bytes of a stored object are. */
public enum ObjectState {
  /** In memory, and perhaps on disk too. */
  SEALED,
  /** In memory, on the way to disk. */
  SPILLING,
  /** On disk only. */
  SPILLED,
  /** On disk, on the way to memory. */
  RESTORING,
  /** Nowhere: nothing holds the object any more, or it was freed. */
  EVICTED;

  boolean canBecome(ObjectState next) {
    return switch (this) {
      case SEALED -> next == SPILLING || next == SPILLED || next == EVICTED;
      case SPILLING -> next == SEALED || next == SPILLED || next == EVICTED;
      case SPILLED -> next == RESTORING || next == EVICTED;
      case RESTORING -> next == SEALED || next == SPILLED || next == EVICTED;
      case EVICTED -> false;
    };
  }
}
