package io.ray4j.objectstore.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.objectstore.codec.Kinds.NamedList;
import io.ray4j.objectstore.codec.Kinds.Pair;
import io.ray4j.objectstore.codec.Kinds.Plain;
import io.ray4j.objectstore.codec.Kinds.Point;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Whose classes the values that come back have. */
class ClassLoaderTest {
  /** Has classes of the tests of its own, as a program started by a build tool does. */
  private static final class Isolated extends ClassLoader {
    private Isolated() {
      super(ClassLoaderTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null || !name.startsWith(Kinds.class.getName())) {
          return loaded != null ? loaded : super.loadClass(name, resolve);
        }
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
          byte[] bytes = in.readAllBytes();
          return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
    }
  }

  @Test
  void shouldUseTheCodecsClassLoaderInEveryWayThatAClassIsNamed() {
    ClassLoader loader = new Isolated();
    ObjectCodec codec = new ObjectCodec(loader, TestRef.codec("reader"));
    List<Object> values = new ArrayList<>();
    Collections.addAll(values, new Point(1, 2), Plain.ONE, new Point[0], new Pair<>(1, 2));
    values.add(new NamedList("n", List.of()));
    values.add((Kinds.SerializableFunction<String, String>) Kinds::shout);

    List<?> back = (List<?>) codec.decode(ByteBuffer.wrap(Codecs.encode(values)), List.of());

    for (Object each : back.subList(0, 5)) {
      assertThat(each.getClass().getClassLoader()).as("%s", each.getClass()).isSameAs(loader);
    }
    assertThat(back.get(5)).isInstanceOf(Function.class);
    Object type = codec.decode(ByteBuffer.wrap(Codecs.encode(List.of(Point.class))), List.of());
    assertThat(((Class<?>) ((List<?>) type).get(0)).getClassLoader()).isSameAs(loader);
  }

  @Test
  void shouldFallBackToTheLibrarysOwnClassLoader() {
    ObjectCodec codec = new ObjectCodec(new ClassLoader(null) {}, TestRef.codec("reader"));
    byte[] payload = Codecs.encode(new Point(1, 2));
    assertThat(codec.decode(ByteBuffer.wrap(payload), List.of())).isEqualTo(new Point(1, 2));
  }
}
