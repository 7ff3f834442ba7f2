package io.ray4j.objectstore.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Java serialization of one object alone: what it holds is set aside for Kryo, so that parts need
 * not be serializable, are shared with the rest of the graph, and may hold refs and large arrays.
 *
 * <p>Confined to one thread; used for one object.
 */
final class JavaWriter extends ObjectOutputStream {
  private static final String LOCKS = "java.util.concurrent.locks";

  private final IdentityHashMap<Object, JavaHandle> handles = new IdentityHashMap<>();
  private final List<Object> parts = new ArrayList<>();
  private final boolean jdkRoot;
  private final boolean throwableRoot;
  private boolean rootSeen;

  JavaWriter(OutputStream out, Object root) throws IOException {
    super(out);
    jdkRoot = JdkTypes.isJdk(root.getClass());
    throwableRoot = root instanceof Throwable;
    enableReplaceObject(true);
  }

  /** The objects set aside, by the index in their handles. */
  List<Object> parts() {
    return parts;
  }

  @Override
  protected @Nullable Object replaceObject(@Nullable Object object) {
    if (object == null) {
      return null;
    }
    if (!rootSeen) {
      // The root itself, or what its writeReplace put in its place.
      rootSeen = true;
      return object;
    }
    if (staysInStream(object)) {
      return object;
    }
    JavaHandle handle = handles.get(object);
    if (handle == null) {
      handle = new JavaHandle(parts.size());
      handles.put(object, handle);
      parts.add(object);
    }
    return handle;
  }

  private boolean staysInStream(Object object) {
    Class<?> type = object.getClass();
    if (object instanceof String
        || object instanceof Enum
        || object instanceof Class
        || object instanceof Boolean
        || object instanceof Character
        || object instanceof SerializedLambda
        || (object instanceof Number && type.getPackageName().equals("java.lang"))) {
      return true;
    }
    // Exceptions point at one another in circles, which only the stream itself can follow.
    if (throwableRoot && isPartOfThrowable(object)) {
      return true;
    }
    Class<?> leaf = type;
    while (leaf.getComponentType() != null) {
      leaf = leaf.getComponentType();
    }
    // Inner workings of the JDK: stand-ins for collections, nodes, a queue's locks.
    return JdkTypes.isJdk(leaf)
        && Serializable.class.isAssignableFrom(leaf)
        && !leaf.isHidden()
        && (!Modifier.isPublic(leaf.getModifiers())
            || (jdkRoot && leaf.getPackageName().equals(LOCKS)));
  }

  private static boolean isPartOfThrowable(Object object) {
    return object instanceof Throwable
        || object instanceof StackTraceElement
        || object instanceof StackTraceElement[]
        || (object instanceof Collection<?> suppressed
            && JdkTypes.isJdk(object.getClass())
            && suppressed.stream().allMatch(Throwable.class::isInstance));
  }
}
