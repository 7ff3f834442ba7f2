package io.ray4j.objectstore.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Reads what {@link JavaWriter} wrote. Confined to one thread; used for one object. */
final class JavaReader extends ObjectInputStream {
  private final @Nullable Object[] parts;
  private final ClassLoader loader;

  /**
   * @param length of the stream in bytes; no array in it has more elements
   */
  JavaReader(InputStream in, int length, @Nullable Object[] parts, ClassLoader loader)
      throws IOException {
    super(in);
    this.parts = parts;
    this.loader = loader;
    enableResolveObject(true);
    setObjectInputFilter(
        info ->
            info.arrayLength() > Math.max(length, 1024)
                ? ObjectInputFilter.Status.REJECTED
                : ObjectInputFilter.Status.UNDECIDED);
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass description) throws ClassNotFoundException {
    return ClassNames.find(description.getName(), loader);
  }

  @Override
  protected Class<?> resolveProxyClass(String[] names) throws ClassNotFoundException {
    Class<?>[] interfaces = new Class<?>[names.length];
    for (int i = 0; i < names.length; i++) {
      interfaces[i] = ClassNames.find(names[i], loader);
    }
    return Proxy.newProxyInstance(loader, interfaces, (proxy, method, arguments) -> null)
        .getClass();
  }

  @Override
  protected @Nullable Object resolveObject(@Nullable Object object) throws IOException {
    if (object instanceof JavaHandle handle) {
      if (handle.index < 0 || handle.index >= parts.length) {
        throw new InvalidObjectException("part=" + handle.index + ", parts=" + parts.length);
      }
      return parts[handle.index];
    }
    return object;
  }
}
