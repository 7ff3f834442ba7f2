package io.ray4j.objectstore.codec;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds classes by the names that travel. Stateless. */
final class ClassNames {
  private static final Map<String, Class<?>> PRIMITIVES =
      Map.of(
          "boolean", boolean.class,
          "byte", byte.class,
          "short", short.class,
          "char", char.class,
          "int", int.class,
          "long", long.class,
          "float", float.class,
          "double", double.class,
          "void", void.class);

  private ClassNames() {}

  /** The class, of the codec's class loader first and of ours second. */
  static Class<?> find(String name, ClassLoader loader) throws ClassNotFoundException {
    Class<?> primitive = PRIMITIVES.get(name);
    if (primitive != null) {
      return primitive;
    }
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      Class<?> own = findOwn(name);
      if (own == null) {
        throw e;
      }
      return own;
    }
  }

  private static @Nullable Class<?> findOwn(String name) {
    try {
      return Class.forName(name, false, ClassNames.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      return null;
    }
  }
}
