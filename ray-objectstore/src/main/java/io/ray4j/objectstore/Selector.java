package io.ray4j.objectstore;

/** One step from a value to a part of it. Immutable. */
public sealed interface Selector {
  /** The number of the part within its whole, from 0. */
  int index();

  /**
   * A record's component.
   *
   * @param index its position in the record's header, from 0
   * @param recordClass the binary name of the record's class
   * @param name the component's name
   */
  record Component(int index, String recordClass, String name) implements Selector {}

  /**
   * An element of a list.
   *
   * @param index its position, from 0
   */
  record Element(int index) implements Selector {}
}
