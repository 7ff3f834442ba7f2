package io.ray4j.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Space that workers write into: what was not announced never becomes an object's. */
class StoreLeasesTest {
  private static final int MB = StoreObjects.MB;
  private static final long CAPACITY = 8 * MB;

  @TempDir private Path temp;
  private ObjectStore store;
  private StoreObjects objects;

  @BeforeEach
  void open() {
    store = StoreObjects.open(temp, temp.resolve("spill"), CAPACITY);
    objects = new StoreObjects(store);
  }

  @AfterEach
  void close() {
    store.close();
    assertThat(temp).isEmptyDirectory();
  }

  private Extent part(Extent lease, long from, long length) {
    return new Extent(lease.segment(), lease.offset() + from, length);
  }

  @Test
  void shouldTakeAnAnnouncedExtentOnce() {
    Extent lease = store.lease(1, MB);
    assertThat(store.usedBytes()).isEqualTo(MB);

    assertThat(store.announce(1, part(lease, 0, 100))).isTrue();
    assertThat(store.announce(1, part(lease, 0, 100))).as("a second time").isFalse();
    assertThat(store.announce(1, part(lease, 64, 10))).as("within the first").isFalse();
    assertThat(store.announce(1, part(lease, 128, MB - 128))).as("the rest").isTrue();
    assertThat(store.announce(1, part(lease, 128, 1))).isFalse();
  }

  @Test
  void shouldRefuseWhatWasNotLeasedToThatWorker() {
    Extent lease = store.lease(1, MB);
    Extent other = store.lease(2, MB);

    assertThat(store.announce(2, part(lease, 0, 64))).as("another's lease").isFalse();
    assertThat(store.announce(3, part(lease, 0, 64))).as("no lease at all").isFalse();
    assertThat(store.announce(1, part(lease, 0, MB + 1))).as("too long").isFalse();
    assertThat(store.announce(1, part(lease, MB - 64, 128))).as("across the end").isFalse();
    assertThat(store.announce(1, part(lease, 8, 64))).as("not aligned").isFalse();
    assertThat(store.announce(1, part(lease, 0, 0))).as("empty").isFalse();
    assertThat(store.announce(1, part(lease, 0, -64))).as("negative").isFalse();
    assertThat(store.announce(1, part(lease, 0, Long.MAX_VALUE))).as("overflows").isFalse();
    assertThat(store.announce(1, part(lease, 0, Long.MAX_VALUE - 100))).as("so").isFalse();
    assertThat(store.announce(1, part(lease, -MB, 64))).as("before it").isFalse();
    assertThat(store.announce(1, new Extent(99, 0, 64))).as("no such segment").isFalse();

    assertThat(store.announce(1, lease)).as("all of it is still leased").isTrue();
    assertThat(store.announce(2, other)).isTrue();
  }

  @Test
  void shouldFreeWhatADeadWorkerHadNotAnnounced() {
    Extent lease = store.lease(1, MB);
    Extent kept = part(lease, 64 << 10, 1000);
    new StoreObjects.Words(5, 1000).writeTo(store.segments().writable(kept));
    assertThat(store.announce(1, kept)).isTrue();
    StoreObjects.Made made = objects.seal(kept, 5, 1000);
    Extent large = store.lease(1, 3 * MB);
    Extent others = store.lease(2, MB);
    assertThat(store.usedBytes()).isEqualTo(5 * MB);

    store.releaseLeases(1);
    store.releaseLeases(1); // the second time there is nothing left

    assertThat(store.usedBytes()).isEqualTo(MB + 1024);
    assertThat(store.announce(1, large)).as("too late").isFalse();
    assertThat(store.announce(2, others)).isTrue();
    objects.check(made);
    objects.letGo(made);
    assertThat(store.usedBytes()).isEqualTo(MB);
  }

  @Test
  void shouldLeaveAloneWhatIsReturnedAndWasNotLeased() {
    Extent lease = store.lease(1, MB);
    store.returnLease(2, lease);
    store.returnLease(1, part(lease, 0, 2 * MB));
    assertThat(store.usedBytes()).isEqualTo(MB);

    store.returnLease(1, part(lease, 512 << 10, 512 << 10));
    assertThat(store.usedBytes()).isEqualTo(512 << 10);
    store.returnLease(1, part(lease, 512 << 10, 512 << 10));
    store.releaseLeases(1);
    assertThat(store.usedBytes()).isZero();
  }

  @Test
  void shouldGiveBackWhatCannotBeWritten() {
    PayloadWriter failing =
        new PayloadWriter() {
          @Override
          public long size() {
            return MB;
          }

          @Override
          public List<ObjectId> references() {
            return List.of();
          }

          @Override
          public void writeTo(Payload target) {
            throw new IllegalStateException("no bytes");
          }

          @Override
          public byte[] toBytes() {
            throw new IllegalStateException("not small");
          }
        };
    assertThatThrownBy(() -> store.write(failing)).hasMessage("no bytes");
    assertThat(store.usedBytes()).isZero();
  }

  @Test
  void shouldCutSmallExtentsOffOneLeaseAndGiveTheRestBack() {
    List<Extent> asked = new ArrayList<>();
    SpaceLease worker =
        new SpaceLease(
            length -> {
              Extent lease = store.lease(1, length);
              asked.add(lease);
              return lease;
            },
            extent -> store.returnLease(1, extent));
    worker.giveBackRest(); // there is none
    List<Extent> cut = new ArrayList<>();
    for (int index = 0; index < 10; index++) {
      cut.add(worker.allocate(200_000));
    }
    assertThat(asked).hasSize(2);
    assertThat(cut).doesNotHaveDuplicates();
    for (Extent extent : cut) {
      assertThat(store.announce(1, extent)).isTrue();
    }
    worker.giveBackRest();
    worker.giveBackRest();
    assertThat(store.usedBytes())
        .as("what is announced, and no lease")
        .isEqualTo(10 * SegmentLayout.align(200_000));
    worker.allocate(1);
    assertThat(asked).hasSize(3);
  }

  @Test
  void shouldDiscardTheValueOfAnObjectThatIsSealedAlready() {
    StoreObjects.Made made = objects.put(1, MB);
    Extent second = store.write(new StoreObjects.Words(2, MB));

    assertThat(store.seal(made.entry(), new ObjectValue.Stored(second, List.of()))).isFalse();

    assertThat(store.usedBytes()).isEqualTo(MB);
    objects.check(made);
  }
}
