package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoSerializable;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.serializers.ClosureSerializer;
import com.esotericsoftware.kryo.serializers.EnumNameSerializer;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.Date;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Kryo, with one place that decides how each class travels, in place of its defaults: those fail
 * for many classes of the JDK, and for some are silently wrong. Belongs to one session.
 */
final class GraphKryo extends Kryo {
  /** Where Kryo's own serializers are right, exactly for these classes. */
  private static final Set<Class<?>> BY_KRYO =
      Set.of(
          BigInteger.class,
          BigDecimal.class,
          Date.class,
          StringBuilder.class,
          StringBuffer.class,
          OptionalInt.class,
          OptionalLong.class,
          OptionalDouble.class,
          Duration.class,
          Period.class,
          Instant.class,
          LocalDate.class,
          LocalTime.class,
          LocalDateTime.class,
          OffsetDateTime.class);

  private final GraphReferences references;
  private final Class<?> refType;
  private final Registration refs;
  private final Registration lambdas;
  private final Registration proxies;

  GraphKryo(GraphSession session) {
    super(session.references);
    references = session.references;
    refType = session.refs.refType();
    setClassLoader(session.classLoader);
    setRegistrationRequired(false);
    setOptimizedGenerics(false);
    setInstantiatorStrategy(new Instantiators());
    // The order from here on is part of the payload format: it gives the classes their numbers.
    for (ElementType each : ElementType.values()) {
      register(each.type.arrayType(), new RawArraySerializer(each, session));
    }
    refs = register(refType, new RefSerializer(session));
    lambdas = register(ClosureSerializer.Closure.class, new JavaSerializer(references));
    proxies = register(InvocationHandler.class, new JavaSerializer(references));
    JdkCollections.register(this, references);
    ValueSerializers.register(this, references);
  }

  /** Classes that are known by something other than their name. */
  @Override
  @SuppressWarnings("rawtypes") // as the method it overrides
  public Registration getRegistration(Class type) {
    Registration known = getClassResolver().getRegistration(type);
    if (known != null) {
      return known;
    }
    Class<?> wanted = type;
    if (refs != null && refType.isAssignableFrom(wanted)) {
      return refs;
    } else if (wanted.isHidden()) {
      return lambda(wanted);
    } else if (Proxy.isProxyClass(wanted)) {
      return proxies;
    }
    return super.getRegistration(type);
  }

  private Registration lambda(Class<?> type) {
    if (!Serializable.class.isAssignableFrom(type)) {
      throw new RefusedException(
          "a lambda or method reference that is not serializable cannot travel; let its interface"
              + " extend Serializable, or cast it: (Runnable & Serializable) () -> …",
          null);
    }
    return lambdas;
  }

  @Override
  @SuppressWarnings("rawtypes") // as the method it overrides
  public Serializer getDefaultSerializer(Class type) {
    return choose(type);
  }

  private Serializer<?> choose(Class<?> type) {
    Serializer<?> annotated = getDefaultSerializerForAnnotatedType(type);
    if (annotated != null) {
      return annotated;
    } else if (KryoSerializable.class.isAssignableFrom(type) || type.isPrimitive()) {
      return super.getDefaultSerializer(type);
    } else if (type.isArray()) {
      return new ObjectArraySerializer();
    } else if (Enum.class.isAssignableFrom(type) && type != Enum.class) {
      return enumSerializer(type);
    } else if (type.isRecord()) {
      return new RecordSerializer(type, references);
    } else if (Throwable.class.isAssignableFrom(type)) {
      return java(type);
    }
    Class<?> bound = JdkTypes.boundToProcess(type);
    if (bound != null) {
      throw new RefusedException(
          "%s cannot travel: a %s belongs to its process; make the field transient"
              .formatted(type.getName(), bound.getSimpleName()),
          null);
    }
    return JdkTypes.isJdk(type) ? chooseForJdk(type) : chooseForUser(type);
  }

  private Serializer<?> chooseForJdk(Class<?> type) {
    if (BY_KRYO.contains(type)) {
      return super.getDefaultSerializer(type);
    } else if (type == Object.class) {
      return new FieldsSerializer(type);
    } else if (Buffer.class.isAssignableFrom(type)) {
      return new BufferSerializer();
    }
    Serializer<?> small = ValueSerializers.choose(type);
    if (small != null) {
      return small;
    }
    Serializer<?> copy =
        Modifier.isPublic(type.getModifiers())
            ? null
            : UnmodifiableSerializers.choose(type, references);
    if (copy != null) {
      return copy;
    } else if (Serializable.class.isAssignableFrom(type)) {
      return java(type);
    }
    throw new RefusedException(
        type.getName() + " cannot travel: it is a class of the JDK that is not Serializable", null);
  }

  private Serializer<?> chooseForUser(Class<?> type) {
    Class<?> closed = JdkTypes.closedSuperclass(type);
    if (JdkTypes.hasJavaHooks(type)
        || (closed != null && Serializable.class.isAssignableFrom(closed))) {
      return java(type);
    } else if (closed != null) {
      throw new RefusedException(
          "%s cannot travel: its superclass %s keeps state that nobody else can read"
              .formatted(type.getName(), closed.getName()),
          null);
    } else if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
      throw new RefusedException(type.getName() + " has no instances", null);
    }
    return new FieldsSerializer(type);
  }

  private Serializer<?> java(Class<?> type) {
    String reason = JdkTypes.unreadable(type);
    if (reason != null) {
      throw new RefusedException(type.getName() + " cannot be read back: " + reason, null);
    }
    return new JavaSerializer(references);
  }

  private static Serializer<?> enumSerializer(Class<?> type) {
    Class<?> declaring = type.isEnum() ? type : type.getSuperclass();
    return new EnumNameSerializer(declaring.asSubclass(Enum.class));
  }
}
