package io.ray4j.objectstore.codec;

/**
 * Where the raw elements of a primitive array lie in a payload, in the machine's byte order.
 * Immutable.
 *
 * @param elementType {@code int.class} and so on
 * @param offset the first element's, in bytes from the payload's start
 * @param length of all elements, in bytes
 */
public record ArrayRegion(Class<?> elementType, long offset, long length) {}
