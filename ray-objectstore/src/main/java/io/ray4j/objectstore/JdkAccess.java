package io.ray4j.objectstore;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.List;

/**
 * Opens packages of the JDK at run time to libraries that were written before it had modules, so
 * that a user's JVM needs no flag. Stateless.
 */
public final class JdkAccess {
  private JdkAccess() {}

  /**
   * Opens packages of {@code java.base} to everything on the class path.
   *
   * @throws ReflectiveOperationException if this JVM does not let us
   */
  public static void openToClassPath(List<String> packages) throws ReflectiveOperationException {
    MethodHandle opens =
        trustedLookup()
            .findVirtual(
                Module.class,
                "implAddOpensToAllUnnamed",
                MethodType.methodType(void.class, String.class));
    try {
      for (String name : packages) {
        opens.invoke(Object.class.getModule(), name);
      }
    } catch (Throwable e) {
      throw new ReflectiveOperationException(e);
    }
  }

  /** A lookup with all rights: made as deserialization makes objects, past access checks. */
  static MethodHandles.Lookup trustedLookup() throws ReflectiveOperationException {
    Constructor<?> constructor =
        MethodHandles.Lookup.class.getDeclaredConstructor(Class.class, Class.class, int.class);
    // by reflection, since javac warns of each mention of the class
    Class<?> factoryClass = Class.forName("sun.reflect.ReflectionFactory");
    Object factory = factoryClass.getMethod("getReflectionFactory").invoke(null);
    Constructor<?> open =
        (Constructor<?>)
            factoryClass
                .getMethod("newConstructorForSerialization", Class.class, Constructor.class)
                .invoke(factory, MethodHandles.Lookup.class, constructor);
    int trusted = -1;
    return (MethodHandles.Lookup) open.newInstance(Object.class, null, trusted);
  }
}
