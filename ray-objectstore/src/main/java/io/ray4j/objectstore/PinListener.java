package io.ray4j.objectstore;

/** Is told once whether an object was pinned. Must not block. */
public interface PinListener {
  /** Why an object cannot be pinned. */
  enum Failure {
    /** Its bytes cannot be read back from disk. */
    LOST,
    /** It was freed. */
    FREED,
    /** It lies on disk, and there is no room for it in memory. */
    NO_ROOM
  }

  /** The object is pinned: its bytes lie at {@code extent} until it is unpinned. */
  void onPinned(Extent extent);

  /** The object cannot be pinned. */
  void onFailed(Failure failure, String reason);
}
