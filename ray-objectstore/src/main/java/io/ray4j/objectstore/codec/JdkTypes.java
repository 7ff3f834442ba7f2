package io.ray4j.objectstore.codec;

import java.io.Externalizable;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Serializable;
import java.io.Writer;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Channel;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/** What reflection tells of a class before it is decided how its instances travel. Stateless. */
final class JdkTypes {
  /** A copy of these would look like the original and be something else. */
  private static final List<Class<?>> BOUND_TO_PROCESS =
      List.of(
          Thread.class,
          ThreadGroup.class,
          ClassLoader.class,
          Process.class,
          Socket.class,
          ServerSocket.class,
          Channel.class,
          InputStream.class,
          OutputStream.class,
          Reader.class,
          Writer.class,
          Executor.class,
          Future.class,
          Lock.class,
          ReadWriteLock.class,
          Condition.class,
          StampedLock.class,
          AbstractOwnableSynchronizer.class,
          Semaphore.class);

  private JdkTypes() {}

  static boolean isJdk(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  /** The kind of process-bound thing a type is, null if it is none. */
  static @Nullable Class<?> boundToProcess(Class<?> type) {
    for (Class<?> each : BOUND_TO_PROCESS) {
      if (each.isAssignableFrom(type)) {
        return each;
      }
    }
    return null;
  }

  /** The JDK's superclass with fields of its own that nobody else can read, null without one. */
  static @Nullable Class<?> closedSuperclass(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (isJdk(each) && hasState(each)) {
        return each;
      }
    }
    return null;
  }

  private static boolean hasState(Class<?> type) {
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
        return true;
      }
    }
    return false;
  }

  /** Whether Java serialization of the type runs code that copying its fields would not. */
  static boolean hasJavaHooks(Class<?> type) {
    if (!Serializable.class.isAssignableFrom(type)) {
      return false;
    }
    if (Externalizable.class.isAssignableFrom(type)) {
      return true;
    }
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (declares(each, "writeReplace")
          || declares(each, "readResolve")
          || declares(each, "writeObject", ObjectOutputStream.class)
          || declares(each, "readObject", ObjectInputStream.class)
          || declaresPersistentFields(each)) {
        return true;
      }
    }
    return false;
  }

  private static boolean declares(Class<?> type, String method, Class<?>... parameters) {
    try {
      return type.getDeclaredMethod(method, parameters) != null;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  private static boolean declaresPersistentFields(Class<?> type) {
    try {
      return Modifier.isStatic(type.getDeclaredField("serialPersistentFields").getModifiers());
    } catch (NoSuchFieldException e) {
      return false;
    }
  }

  /** Why Java serialization could write instances but not read them back; null if it could. */
  static @Nullable String unreadable(Class<?> type) {
    if (Externalizable.class.isAssignableFrom(type) && !declares(type, "writeReplace")) {
      Constructor<?> own = noArgConstructor(type);
      return own == null || !Modifier.isPublic(own.getModifiers())
          ? type.getName() + " is Externalizable but has no public constructor without parameters"
          : null;
    }
    Class<?> first = type;
    while (first != null && Serializable.class.isAssignableFrom(first)) {
      first = first.getSuperclass();
    }
    if (first == null) {
      return null;
    }
    Constructor<?> constructor = noArgConstructor(first);
    return constructor == null || Modifier.isPrivate(constructor.getModifiers())
        ? first.getName()
            + ", the first superclass of "
            + type.getName()
            + " that is not Serializable, has no constructor without parameters"
        : null;
  }

  private static @Nullable Constructor<?> noArgConstructor(Class<?> type) {
    try {
      return type.getDeclaredConstructor();
    } catch (NoSuchMethodException e) {
      return null;
    }
  }
}
