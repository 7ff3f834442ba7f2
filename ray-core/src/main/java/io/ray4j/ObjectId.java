package io.ray4j;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The id of an object: 20 bytes, as many as in Ray, printed as {@code ObjectRef(40 hex digits)}.
 *
 * <p>An immutable value, threadsafe.
 */
public final class ObjectId implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int LENGTH = 20;

  private final byte[] bytes;

  private ObjectId(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The id with the given bytes.
   *
   * @param bytes 20 bytes; copied
   * @return the id
   * @throws IllegalArgumentException if there are not 20
   */
  public static ObjectId of(byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes must not be null");
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "An object id has " + LENGTH + " bytes: bytes.length=" + bytes.length);
    }
    return new ObjectId(bytes.clone());
  }

  /**
   * The id that {@link #hex()} printed.
   *
   * @param hex 40 hex digits, of either case
   * @return the id
   * @throws IllegalArgumentException if they are not
   */
  public static ObjectId fromHex(String hex) {
    Objects.requireNonNull(hex, "hex must not be null");
    if (hex.length() != 2 * LENGTH || !hex.chars().allMatch(HexFormat::isHexDigit)) {
      throw new IllegalArgumentException(
          "An object id has " + 2 * LENGTH + " hex digits, as ObjectId.hex() prints them: " + hex);
    }
    return new ObjectId(HexFormat.of().parseHex(hex));
  }

  /**
   * The bytes of the id.
   *
   * @return a new array of 20 bytes
   */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /**
   * The bytes of the id as text.
   *
   * @return 40 hex digits, in lower case
   */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectId id && Arrays.equals(bytes, id.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "ObjectRef(" + hex() + ")";
  }
}
