package io.ray4j.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.Ray;
import io.ray4j.RayConfig;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ContextClassLoaderTest {
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @AfterEach
  void shutdown() {
    Thread.currentThread().setContextClassLoader(before);
    Ray.shutdown();
  }

  @Test
  void shouldBeThatOfTheThreadThatOpensTheSessionInProcess() {
    ClassLoader users = new ClassLoader(before) {};
    Thread.currentThread().setContextClassLoader(users);
    Ray.init(RayConfig.builder().address("in-process").workers(1).build());
    assertThat(Ray.remote(Tasks::contextClassLoader).get()).isEqualTo(users.toString());
  }

  @Test
  void shouldBeThatOfTheLibraryWhenTheThreadsDoesNotKnowIt() {
    assertThatTasksHaveTheLibrarysWhenTheThreadHas(ClassLoader.getPlatformClassLoader());
  }

  @Test
  void shouldBeThatOfTheLibraryWhenTheThreadsHasACopyOfItsOwn() throws Exception {
    URL library = Ray.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader copy =
        new URLClassLoader(new URL[] {library}, ClassLoader.getPlatformClassLoader())) {
      assertThat(copy.loadClass(Ray.class.getName())).isNotSameAs(Ray.class);
      assertThatTasksHaveTheLibrarysWhenTheThreadHas(copy);
    }
  }

  private static void assertThatTasksHaveTheLibrarysWhenTheThreadHas(ClassLoader loader) {
    Thread.currentThread().setContextClassLoader(loader);
    Ray.init(RayConfig.builder().address("in-process").workers(1).build());
    assertThat(Ray.remote(Tasks::contextClassLoader).get())
        .isEqualTo(Ray.class.getClassLoader().toString());
  }
}
