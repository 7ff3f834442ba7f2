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
  private static final long MIN_ARRAY_LIMIT = 1 << 16;

  /** Tables of maps have room to spare, and an element that repeats takes few bytes. */
  private static final long ARRAY_LIMIT_PER_BYTE = 16;

  private final @Nullable Object[] parts;
  private final ClassLoader loader;
  private boolean partPlaced;

  /**
   * @param length of the stream in bytes
   */
  JavaReader(InputStream in, int length, @Nullable Object[] parts, ClassLoader loader)
      throws IOException {
    super(in);
    this.parts = parts;
    this.loader = loader;
    enableResolveObject(true);
    long maxArrayLength = Math.max(MIN_ARRAY_LIMIT, (long) length * ARRAY_LIMIT_PER_BYTE);
    setObjectInputFilter(info -> filter(info.arrayLength(), maxArrayLength));
  }

  /** No array can be much longer than the stream that fills it, unless the stream is corrupt. */
  private ObjectInputFilter.Status filter(long arrayLength, long maxArrayLength) {
    if (partPlaced) {
      // The stream asks about what took a handle's place too, which Kryo has read and checked.
      partPlaced = false;
    } else if (arrayLength > maxArrayLength) {
      return ObjectInputFilter.Status.REJECTED;
    }
    return ObjectInputFilter.Status.UNDECIDED;
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
      Object part = parts[handle.index];
      partPlaced = part != null;
      return part;
    }
    return object;
  }
}
