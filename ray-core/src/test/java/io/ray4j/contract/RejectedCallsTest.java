package io.ray4j.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that the compiler must refuse: the other side of {@link CallFormsTest}. */
class RejectedCallsTest {
  @TempDir Path folder;

  @Test
  void shouldAcceptTheCallThatTheOthersAreVariantsOf() {
    assertThat(compiles("ObjectRef<Integer> r = Ray.remote(Call::add, 1, Ray.put(2));")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ray.remote(Call::add, \"1\", 2);",
        "Ray.remote(Call::add, 1, Ray.put(\"2\"));",
        "Ray.remote(Call::add, 1);",
        "Ray.remote(Call::add, 1, 2, 3);",
        "ObjectRef<String> r = Ray.remote(Call::add, 1, 2);",
        "ObjectRef<Integer> r = Ray.remote(Call::print, \"a\");",
        "Ray.function(Call::add).remote(\"1\", 2);",
        "RemoteFunction1<Integer, Integer> f = Ray.function(Call::add);",
        "List<String> l = Ray.get(List.of(Ray.put(1)));",
        "ObjectRef<Double> c = Ray.put(new Call.Pair(1, 2)).component(Call.Pair::low);",
        "new Ray();"
      })
  void shouldRefuse(String statement) {
    assertThat(compiles(statement)).isFalse();
  }

  private boolean compiles(String statement) {
    String source =
        """
        import io.ray4j.*;
        import java.util.List;
        class Call {
          record Pair(int low, int high) {}
          @Remote static int add(int a, int b) { return a + b; }
          @Remote static void print(String a) {}
          static void call() { %s }
        }
        """
            .formatted(statement);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    return compiler
        .getTask(
            null,
            null,
            new DiagnosticCollector<>(), // does not format the messages, which are long
            List.of(
                "-proc:none",
                "--release",
                "17",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path")),
            null,
            List.of(new Source(source)))
        .call();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String code;

    Source(String code) {
      super(URI.create("string:///Call.java"), Kind.SOURCE);
      this.code = code;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return code;
    }
  }
}
