package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Makes objects in a store, the bytes of which follow from a seed, and reads them. Thread-safe. */
final class StoreObjects {
  static final int MB = 1 << 20;

  private static final ObjectValue.Failed FREED = new ObjectValue.Failed(new byte[] {1}, List.of());
  private static final long ORIGIN = 7;

  private final ObjectStore store;
  private final AtomicLong sequence = new AtomicLong();

  StoreObjects(ObjectStore store) {
    this.store = store;
  }

  /** A store in existing folders, the table of which is never written. */
  static ObjectStore open(Path folder, Path spillFolder, long capacityBytes) {
    ObjectTable table = new ObjectTable(folder.resolve("table"), 1, Long.MAX_VALUE);
    return new ObjectStore(folder, spillFolder, table, () -> capacityBytes, urgent -> {});
  }

  /** A sealed object, held once for the caller. */
  record Made(ObjectEntry entry, long seed, long size) {}

  /** Bytes that follow from a seed. */
  record Words(long seed, long size) implements PayloadWriter {
    @Override
    public List<ObjectId> references() {
      return List.of();
    }

    @Override
    public void writeTo(Payload target) {
      target.put(0, toBytes(), (int) size);
    }

    @Override
    public byte[] toBytes() {
      ByteBuffer bytes = ByteBuffer.allocate((int) size);
      long word = seed;
      while (bytes.remaining() >= Long.BYTES) {
        bytes.putLong(word++);
      }
      while (bytes.hasRemaining()) {
        bytes.put((byte) seed);
      }
      return bytes.array();
    }

    boolean isIn(Payload source) {
      byte[] found = new byte[(int) size];
      source.get(0, found, found.length);
      return Arrays.equals(found, toBytes());
    }
  }

  ObjectEntry pending() {
    return store.createPending(new ObjectId(ORIGIN, sequence.incrementAndGet(), 0), 0, "test");
  }

  /** Writes and seals an object. */
  Made put(long seed, long size) {
    return seal(store.write(new Words(seed, size)), seed, size);
  }

  Made seal(Extent extent, long seed, long size) {
    ObjectEntry entry = pending();
    assertThat(store.seal(entry, new ObjectValue.Stored(extent, List.of()))).isTrue();
    return new Made(entry, seed, size);
  }

  void letGo(Made made) {
    store.letGo(made.entry);
  }

  void free(Made made) {
    store.free(made.entry, FREED);
  }

  /** Pins the object, wherever it lies, within ten seconds. */
  Extent pin(Made made) {
    return join(pinSoon(made));
  }

  /** Completes with where the object is pinned, or with a {@link NotPinnedException}. */
  CompletableFuture<Extent> pinSoon(Made made) {
    CompletableFuture<Extent> pinned = new CompletableFuture<>();
    store.pin(
        made.entry,
        new PinListener() {
          @Override
          public void onPinned(Extent extent) {
            pinned.complete(extent);
          }

          @Override
          public void onFailed(Failure failure, String reason) {
            pinned.completeExceptionally(new NotPinnedException(failure, reason));
          }
        });
    return pinned;
  }

  static final class NotPinnedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final PinListener.Failure failure;

    NotPinnedException(PinListener.Failure failure, String reason) {
      super(failure + ": " + reason);
      this.failure = failure;
    }
  }

  static <T> T join(CompletableFuture<T> future) {
    try {
      return future.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new AssertionError(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("still waiting after ten seconds", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  void unpin(Made made) {
    store.unpin(made.entry);
  }

  boolean isWhole(Made made, Extent extent) {
    return new Words(made.seed, made.size).isIn(store.segments().readable(extent));
  }

  /** Reads the object, from disk if need be. */
  void check(Made made) {
    Extent extent = pin(made);
    try {
      assertThat(isWhole(made, extent)).as("seed=%d size=%d", made.seed, made.size).isTrue();
    } finally {
      unpin(made);
    }
  }

  boolean isSpilled(Made made) {
    return store.isSpilled(made.entry);
  }
}
