package io.ray4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ray4j.spi.RayRuntime;
import io.ray4j.spi.RayRuntimeProvider;
import io.ray4j.spi.RuntimeBinding;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LifecycleTest {
  private static final RayConfig FAKE = RayConfig.builder().address("fake:").build();

  @AfterEach
  void shutDown() {
    if (RuntimeBinding.current() instanceof InlineRuntime runtime) {
      runtime.worker = false;
    }
    Ray.shutdown();
  }

  @Test
  void shouldOpenAndCloseASession() {
    assertThat(Ray.isInitialized()).isFalse();
    InlineRuntime runtime;
    try (RaySession session = Ray.init(FAKE)) {
      assertThat(Ray.isInitialized()).isTrue();
      assertThat(session.isOpen()).isTrue();
      assertThat(session).hasToString("RaySession{open}");
      runtime = (InlineRuntime) RuntimeBinding.current();
      assertThat(Ray.get(Ray.put(1))).isEqualTo(1);
    }
    assertThat(Ray.isInitialized()).isFalse();
    assertThat(runtime.closes).hasValue(1);
  }

  @Test
  void shouldShutDownOnce() {
    RaySession session = Ray.init(FAKE);
    InlineRuntime runtime = (InlineRuntime) RuntimeBinding.current();
    Ray.shutdown();
    Ray.shutdown();
    session.close();
    assertThat(runtime.closes).hasValue(1);
    assertThat(session.isOpen()).isFalse();
  }

  @Test
  void shouldNotCloseALaterSessionThroughAnEarlierOne() {
    RaySession first = Ray.init(FAKE);
    first.close();
    RaySession second = Ray.init(FAKE);
    first.close();
    assertThat(second.isOpen()).isTrue();
    assertThat(first.isOpen()).isFalse();
  }

  @Test
  void shouldRefuseASecondSession() {
    RaySession session = Ray.init(FAKE);
    assertThatIllegalStateException()
        .isThrownBy(() -> Ray.init(FAKE))
        .withMessage(
            "A Ray session is open already: use it, or call Ray.shutdown() before Ray.init()");
    assertThat(session.isOpen()).isTrue();
  }

  @Test
  void shouldStayClosedWhenTheProviderFails() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ray.init(RayConfig.builder().address("fake:broken").build()));
    assertThat(Ray.isInitialized()).isFalse();
  }

  @Test
  void shouldRefuseInitAndShutdownInsideATask() {
    RaySession session = Ray.init(FAKE);
    ((InlineRuntime) RuntimeBinding.current()).worker = true;
    assertThatIllegalStateException()
        .isThrownBy(() -> Ray.init(FAKE))
        .withMessageContaining("Ray.init() was called inside a task");
    assertThatIllegalStateException()
        .isThrownBy(Ray::shutdown)
        .withMessageContaining("Ray.shutdown() was called inside a task");
    assertThatIllegalStateException().isThrownBy(session::close);
    assertThat(Ray.isInitialized()).isTrue();
  }

  @Test
  void shouldRefuseEveryUseBeforeInit() {
    ObjectRef<Integer> ref = new InlineRuntime().put(1);
    List<ThrowingCallable> uses = new ArrayList<>();
    uses.add(() -> Ray.put(1));
    uses.add(() -> Ray.get(ref));
    uses.add(() -> Ray.get(ref, Duration.ZERO));
    uses.add(() -> Ray.get(List.of(ref)));
    uses.add(() -> Ray.get(List.of(ref), Duration.ZERO));
    uses.add(() -> Ray.wait(List.of(ref), 1, Duration.ZERO));
    uses.add(() -> Ray.wait(List.<ObjectRef<?>>of(), 1, Duration.ZERO));
    uses.add(() -> Ray.elements(new InlineRuntime().put(List.of(1)), 1));
    uses.add(Ray::state);
    uses.add(() -> Ray.remote(() -> 1));
    uses.add(() -> Ray.function(() -> 1).remote());
    for (ThrowingCallable use : uses) {
      assertThatIllegalStateException()
          .isThrownBy(use)
          .withMessage("Ray is not initialized: call Ray.init() first");
    }
  }

  @Test
  void shouldSayHowToReachAClusterWhenNoProviderServesTheAddress() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ray.init(RayConfig.builder().address("10.0.0.1:6379").build()))
        .withMessageContaining("address=10.0.0.1:6379")
        .withMessageContaining("<artifactId>ray-cluster</artifactId>");
    assertThat(Ray.isInitialized()).isFalse();
  }

  @Test
  void shouldHintAtMergedServiceFilesWhenNotEvenTheLocalRuntimeIsFound() {
    assertThat(RuntimeProviders.noProvider("local"))
        .contains("address=local", "META-INF/services/io.ray4j.spi.RayRuntimeProvider")
        .contains("ServicesResourceTransformer")
        .doesNotContain("ray-cluster");
  }

  @Test
  void shouldFindAProviderThatOnlyTheContextClassLoaderSees() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new LateProviders(before));
    try (RaySession session = Ray.init(RayConfig.builder().address("late:").build())) {
      assertThat(session.isOpen()).isTrue();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  @Timeout(20)
  void shouldLetOneOfManyInitsWin() throws Exception {
    int threads = 8;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Future<RaySession>> inits = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        inits.add(
            executor.submit(
                () -> {
                  start.await();
                  return Ray.init(FAKE);
                }));
      }
      int refused = 0;
      for (Future<RaySession> init : inits) {
        try {
          assertThat(init.get().isOpen()).isTrue();
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
          refused++;
        }
      }
      assertThat(refused).isEqualTo(threads - 1);
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void shouldBindOneRuntimeAtATime() {
    InlineRuntime first = InlineRuntime.bound();
    InlineRuntime second = new InlineRuntime();
    assertThat(RuntimeBinding.bind(second)).isFalse();
    RuntimeBinding.unbind(second);
    assertThat(RuntimeBinding.current()).isSameAs(first);
    RuntimeBinding.unbind(first);
    assertThat(RuntimeBinding.bind(second)).isTrue();
  }

  @Test
  void shouldDoNothingOnShutdownWithoutASession() {
    assertThatCode(Ray::shutdown).doesNotThrowAnyException();
  }

  /** Lists one more provider, and one that does not exist, than the loader of the library does. */
  private static final class LateProviders extends ClassLoader {
    LateProviders(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      if (!name.endsWith(RayRuntimeProvider.class.getName())) {
        return super.getResources(name);
      }
      Path services = Files.createTempFile("providers", null);
      services.toFile().deleteOnExit();
      Files.writeString(services, "no.such.Provider\n" + LateProvider.class.getName());
      return Collections.enumeration(List.of(services.toUri().toURL()));
    }
  }

  /** Listed by {@link LateProviders} alone. */
  public static final class LateProvider implements RayRuntimeProvider {
    @Override
    public boolean accepts(String address) {
      return address.equals("late:");
    }

    @Override
    public RayRuntime start(RayConfig config) {
      return new InlineRuntime();
    }
  }
}
