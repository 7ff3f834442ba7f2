package io.ray4j.objectstore.codec;

/** Names of classes for messages. Stateless. */
final class TypeNames {
  private TypeNames() {}

  /** {@code Order}, {@code Map.Entry}'s {@code Entry}, {@code Orders$1} of an anonymous class. */
  static String shortName(Class<?> type) {
    if (type.isHidden()) {
      return "lambda";
    }
    String simple = type.getSimpleName();
    return simple.isEmpty()
        ? type.getName().substring(type.getName().lastIndexOf('.') + 1)
        : simple;
  }
}
