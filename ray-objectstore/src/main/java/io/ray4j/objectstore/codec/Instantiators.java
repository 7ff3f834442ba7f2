package io.ray4j.objectstore.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import org.objenesis.instantiator.ObjectInstantiator;
import org.objenesis.strategy.InstantiatorStrategy;
import org.objenesis.strategy.StdInstantiatorStrategy;

/**
 * Makes plain objects: through the constructor without parameters, which sets transient fields up,
 * or without any. Stateless.
 *
 * <p>In place of Kryo's own, which generates a class for each class it makes.
 */
final class Instantiators implements InstantiatorStrategy {
  private final InstantiatorStrategy withoutConstructor = new StdInstantiatorStrategy();

  @Override
  public <T> ObjectInstantiator<T> newInstantiatorOf(Class<T> type) {
    if (Modifier.isAbstract(type.getModifiers())) {
      throw new RefusedException(type.getName() + " has no instances", null);
    }
    try {
      Constructor<T> constructor = type.getDeclaredConstructor();
      if (constructor.trySetAccessible()) {
        return () -> construct(constructor);
      }
    } catch (NoSuchMethodException e) {
      // as for most classes; no constructor is run then
    }
    return withoutConstructor.newInstantiatorOf(type);
  }

  private static <T> T construct(Constructor<T> constructor) {
    try {
      return constructor.newInstance();
    } catch (InvocationTargetException e) {
      throw new RefusedException(
          "the constructor of " + constructor.getDeclaringClass().getName() + " threw",
          e.getCause());
    } catch (ReflectiveOperationException e) {
      throw RefusedException.at("", e);
    }
  }
}
