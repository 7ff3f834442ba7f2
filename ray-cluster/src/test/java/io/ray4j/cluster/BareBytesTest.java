package io.ray4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.ObjectRef;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.codec.ArrayRegion;
import io.ray4j.objectstore.codec.EncodedObject;
import io.ray4j.objectstore.codec.ObjectCodec;
import io.ray4j.objectstore.codec.RefCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BareBytesTest {
  private final ObjectCodec codec =
      new ObjectCodec(
          BareBytesTest.class.getClassLoader(),
          new RefCodec() {
            @Override
            public Class<?> refType() {
              return ObjectRef.class;
            }

            @Override
            public RefTarget target(Object ref) {
              throw new IllegalStateException("no refs here");
            }

            @Override
            public Object bind(RefTarget target) {
              throw new IllegalStateException("no refs here");
            }
          });

  private static byte[] bytes(int length, int first) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    bytes[0] = (byte) first;
    return bytes;
  }

  @Test
  void shouldReadWhatWasStoredWithoutItsHead() {
    byte[] bytes = bytes(100_001, 0);

    assertThat(BareBytes.of(codec.encode(bytes))).isSameAs(bytes);
    assertThat(codec.decode(BareBytes.payload(ByteBuffer.wrap(bytes)), List.of())).isEqualTo(bytes);
    assertThat(codec.decode(BareBytes.toPayload(bytes), List.of())).isEqualTo(bytes);
  }

  @Test
  void shouldFindTheBytesWhereTheyLie() {
    ByteBuffer stored = ByteBuffer.wrap(bytes(70_000, 255));

    ArrayRegion region = codec.region(BareBytes.payload(stored), List.of());

    assertThat(region.offset() - BareBytes.headLength(stored)).isZero();
    assertThat(region.length()).isEqualTo(70_000);
  }

  /** All first bytes of the version's payloads, and what lies around them. */
  @ParameterizedTest
  @ValueSource(ints = {0x1F, 0x20, 0x2C, 0x2D, 0x3F, 0x40})
  void shouldTellThemFromPayloadsWhateverTheyBeginWith(int first) {
    byte[] bytes = bytes(65_536, first);
    EncodedObject encoded = codec.encode(bytes);
    byte[] bare = BareBytes.of(encoded);

    byte[] stored = bare == null ? encoded.toBytes() : bare;

    assertThat(codec.decode(BareBytes.payload(ByteBuffer.wrap(stored)), List.of()))
        .isEqualTo(bytes);
    assertThat(bare == null).isEqualTo(first >= 0x20 && first < 0x40);
  }

  @Test
  void shouldLeaveSmallAndOtherValuesAlone() {
    assertThat(BareBytes.of(codec.encode(new byte[1000]))).isNull();
    assertThat(BareBytes.of(codec.encode(new double[100_000]))).isNull();
    assertThat(BareBytes.of(codec.encode(List.of(bytes(100_000, 0))))).isNull();
  }
}
