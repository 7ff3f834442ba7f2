package io.ray4j.objectstore;

/**
 * Where a spilled object lies, and how to know that it is still whole. Immutable.
 *
 * @param file the spill file's number
 * @param offset where the object begins in the file, in bytes
 * @param length its length in bytes
 * @param checksum the CRC32C of its bytes
 */
record SpillSlot(int file, long offset, long length, int checksum) {}
