import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes the parts of {@code io.ray4j} that are the same for 0 to 6 parameters: {@code FunctionN},
 * {@code ProcedureN}, {@code RemoteFunctionN} and the overloads of {@code remote} and {@code
 * function} in {@code RemoteCalls}.
 *
 * <p>Usage: {@code java RemoteCallsGenerator.java <output directory>}. The output depends on
 * nothing but this file; a file whose content would stay the same is not touched, so that an
 * incremental build sees no change.
 *
 * <p>Why the overloads can be told apart: a reference to a method that is not overloaded is
 * <em>exact</em>, so javac reads its parameter types and its result before it picks an overload
 * (JLS 15.12.2.2). That a function is preferred to a procedure where both fit is the rule for a
 * void function type in JLS 15.12.2.5.
 */
public final class RemoteCallsGenerator {
  private static final int MAX_PARAMETERS = 6;
  private static final String LETTERS = "ABCDEF";
  private static final List<String> ORDINALS =
      List.of("first", "second", "third", "fourth", "fifth", "sixth");

  private final Path packageDirectory;

  private RemoteCallsGenerator(Path outputDirectory) {
    packageDirectory = outputDirectory.resolve("io").resolve("ray4j");
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException(
          "Usage: java RemoteCallsGenerator.java <output directory>");
    }
    new RemoteCallsGenerator(Path.of(arguments[0])).run();
  }

  private void run() throws IOException {
    Files.createDirectories(packageDirectory);
    for (int n = 0; n <= MAX_PARAMETERS; n++) {
      write("Function" + n, function(n));
      write("Procedure" + n, procedure(n));
      write("RemoteFunction" + n, remoteFunction(n));
    }
    write("RemoteCalls", remoteCalls());
  }

  // ---- the files --------------------------------------------------------------------------------

  private static String function(int n) {
    return header("java.io.Serializable", nullableImport(n, true))
        + """
        /**
         * A remote function of %s with a result: a reference to a static method annotated with {@link Remote}, or a lambda.
         *
         * <p>Serializable: what a lambda captures travels to the worker with it.
         *
        %s * @param <R> the type of the result, which may be null
         */
        %s
        @FunctionalInterface
        public interface Function%d%s extends Serializable {
          /**
           * Runs the function.
           *
        %s   * @return the result, which may be null
           * @throws Exception whatever the function throws; {@link Ray#get} wraps it in a {@link RayTaskException}
           */
          R apply(%s) throws Exception;
        }
        """
            .formatted(
                parameters(n),
                typeParameterDocs(n, ""),
                GENERATED,
                n,
                typeParameters(n, true),
                valueDocs(n, "  "),
                valueParameters(n));
  }

  private static String procedure(int n) {
    return header("java.io.Serializable", nullableImport(n, false))
        + """
        /**
         * A remote function of %s without a result: a reference to a {@code static void} method annotated with {@link Remote}, or
         * a lambda.
         *
         * <p>Serializable: what a lambda captures travels to the worker with it.
        %s */
        %s
        @FunctionalInterface
        public interface Procedure%d%s extends Serializable {
          /**
           * Runs the procedure.
           *
        %s   * @throws Exception whatever the procedure throws; {@link Ray#get} wraps it in a {@link RayTaskException}
           */
          void apply(%s) throws Exception;
        }
        """
            .formatted(
                parameters(n),
                n == 0 ? "" : " *\n" + typeParameterDocs(n, ""),
                GENERATED,
                n,
                typeParameters(n, false),
                valueDocs(n, "  "),
                valueParameters(n));
  }

  private static String remoteFunction(int n) {
    String self = "RemoteFunction" + n + typeArguments(n, true);
    StringBuilder calls = new StringBuilder();
    for (int mix = 0; mix < 1 << n; mix++) {
      calls.append(
          """

            /**
             * Submits a call with the options of this handle, and returns at once.
             *
          %s   * @return a ref to the result
             * @throws IllegalStateException if Ray is not initialized
             * @throws IllegalArgumentException if the function is no remote function
             */
            public ObjectRef<R> remote(%s) {
              return RuntimeAccess.submit(function, options%s);
            }
          """
              .formatted(argumentDocs(n, mix), argumentParameters(n, mix, ""), argumentNames(n)));
    }
    return header("java.io.Serializable", "java.util.Objects", "org.jspecify.annotations.Nullable")
        + """
        /**
         * A handle of a remote function of %s, to call it several times or with other options; made by {@link Ray#function}.
         *
         * <p>Immutable and threadsafe. Serializable, so that a task may be given one.
         *
        %s * @param <R> the type of the result; {@code Void} for a procedure
         */
        %s
        public final class RemoteFunction%d%s implements Serializable {
          private static final long serialVersionUID = 1;

          private final Serializable function;
          private final @Nullable TaskOptions options;

          RemoteFunction%d(Serializable function, @Nullable TaskOptions options) {
            this.function = Objects.requireNonNull(function, "function must not be null");
            this.options = options;
          }

          /**
           * A handle of the same function with the given options in place of this handle's: they override what {@link Remote} says,
           * they do not add up with options given before.
           *
           * @param options the options of every call through the new handle
           * @return a new handle; this one stays as it is
           */
          public %s options(TaskOptions options) {
            return new RemoteFunction%d<>(function, Objects.requireNonNull(options, "options must not be null"));
          }
        %s}
        """
            .formatted(
                parameters(n),
                typeParameterDocs(n, ""),
                GENERATED,
                n,
                typeParameters(n, true),
                n,
                self,
                n,
                calls);
  }

  private static String remoteCalls() {
    StringBuilder methods = new StringBuilder();
    for (int n = 0; n <= MAX_PARAMETERS; n++) {
      for (int mix = 0; mix < 1 << n; mix++) {
        methods.append(remoteOverload(n, mix, "Function", true));
        methods.append(remoteOverload(n, mix, "Procedure", false));
      }
      methods.append(handleOverload(n, "Function", true));
      methods.append(handleOverload(n, "Procedure", false));
    }
    return header("org.jspecify.annotations.Nullable")
        + """
        /**
         * The overloads of {@code remote} and {@code function}; call them through {@link Ray}.
         *
         * <p>An argument is a value of the parameter's type, which is copied at the call, or a ref to one, which is resolved before the
         * task runs. A null ref is taken as the value null. All methods are threadsafe and return at once.
         */
        %s
        @SuppressWarnings("overloads") // on purpose: FunctionN and ProcedureN differ in void, which an exact reference tells apart
        public abstract class RemoteCalls {
          RemoteCalls() {}
        %s}
        """
            .formatted(GENERATED, methods);
  }

  private static String remoteOverload(int n, int mix, String family, boolean result) {
    return """

      /**
       * Submits a call of a remote %s of %s, and returns at once.
       *
    %s   * @param function a reference to a static method annotated with {@link Remote}, or a lambda
    %s   * @return a ref to the result%s
       * @throws IllegalStateException if Ray is not initialized
       * @throws IllegalArgumentException if the function is no remote function
       */
      public static %sObjectRef<%s> remote(%s%d%s function%s) {
        return RuntimeAccess.submit(function, null%s);
      }
    """
        .formatted(
            family.toLowerCase(java.util.Locale.ROOT),
            parameters(n),
            methodTypeParameterDocs(n, result),
            argumentDocs(n, mix),
            result ? "" : ", which is null once the procedure has run",
            spaced(typeParameters(n, result)),
            result ? "R" : "Void",
            family,
            n,
            typeArguments(n, result),
            argumentParameters(n, mix, ", "),
            argumentNames(n));
  }

  private static String handleOverload(int n, String family, boolean result) {
    return """

      /**
       * A handle of a remote %s of %s, to call it several times or with other options.
       *
    %s   * @param function a reference to a static method annotated with {@link Remote}, or a lambda
       * @return a handle that calls the function with its own defaults
       */
      public static %sRemoteFunction%d%s function(%s%d%s function) {
        return new RemoteFunction%d<>(function, null);
      }
    """
        .formatted(
            family.toLowerCase(java.util.Locale.ROOT),
            parameters(n),
            methodTypeParameterDocs(n, result),
            spaced(typeParameters(n, result)),
            n,
            "<" + Stream.concat(letters(n), Stream.of(result ? "R" : "Void")).collect(COMMA) + ">",
            family,
            n,
            typeArguments(n, result),
            n);
  }

  // ---- their pieces -----------------------------------------------------------------------------

  private static final java.util.stream.Collector<CharSequence, ?, String> COMMA =
      Collectors.joining(", ");
  private static final String GENERATED =
      "@javax.annotation.processing.Generated(\"RemoteCallsGenerator\")";

  private static String header(String... imports) {
    return "// Generated by RemoteCallsGenerator: change that, not this.\npackage io.ray4j;\n\n"
        + Stream.of(imports)
            .filter(name -> !name.isEmpty())
            .map(name -> "import " + name + ";\n")
            .collect(Collectors.joining())
        + "\n";
  }

  private static String nullableImport(int n, boolean result) {
    return n > 0 || result ? "org.jspecify.annotations.Nullable" : "";
  }

  private static Stream<String> letters(int n) {
    return IntStream.range(0, n).mapToObj(i -> LETTERS.substring(i, i + 1));
  }

  private static String name(String letter) {
    return letter.toLowerCase(java.util.Locale.ROOT);
  }

  private static Stream<String> types(int n, boolean result) {
    return result ? Stream.concat(letters(n), Stream.of("R")) : letters(n);
  }

  /**
   * {@code <A extends @Nullable Object, R extends @Nullable Object>}; to javac the same as {@code
   * <A, R>}.
   */
  private static String typeParameters(int n, boolean result) {
    String all = types(n, result).map(type -> type + " extends @Nullable Object").collect(COMMA);
    return all.isEmpty() ? "" : "<" + all + ">";
  }

  private static String typeArguments(int n, boolean result) {
    String all = types(n, result).collect(COMMA);
    return all.isEmpty() ? "" : "<" + all + ">";
  }

  private static String spaced(String text) {
    return text.isEmpty() ? "" : text + " ";
  }

  private static String valueParameters(int n) {
    return letters(n).map(letter -> letter + " " + name(letter)).collect(COMMA);
  }

  /** The parameters of one overload; bit i of mix says that parameter i takes a ref. */
  private static String argumentParameters(int n, int mix, String prefix) {
    String all =
        IntStream.range(0, n)
            .mapToObj(
                i -> {
                  String letter = LETTERS.substring(i, i + 1);
                  String type = isRef(mix, i) ? "ObjectRef<? extends " + letter + ">" : letter;
                  return type + " " + name(letter);
                })
            .collect(COMMA);
    return all.isEmpty() ? "" : prefix + all;
  }

  private static String argumentNames(int n) {
    return letters(n).map(letter -> ", " + name(letter)).collect(Collectors.joining());
  }

  private static boolean isRef(int mix, int index) {
    return (mix >> index & 1) == 1;
  }

  private static String parameters(int n) {
    return n == 0 ? "no parameters" : n == 1 ? "one parameter" : n + " parameters";
  }

  private static String typeParameterDocs(int n, String indent) {
    return IntStream.range(0, n)
        .mapToObj(
            i ->
                "%s * @param <%s> the type of the %s parameter\n"
                    .formatted(indent, LETTERS.charAt(i), ORDINALS.get(i)))
        .collect(Collectors.joining());
  }

  private static String methodTypeParameterDocs(int n, boolean result) {
    return typeParameterDocs(n, "  ") + (result ? "   * @param <R> the type of the result\n" : "");
  }

  private static String valueDocs(int n, String indent) {
    return argumentDocs(n, 0, indent);
  }

  private static String argumentDocs(int n, int mix) {
    return argumentDocs(n, mix, "  ");
  }

  private static String argumentDocs(int n, int mix, String indent) {
    return IntStream.range(0, n)
        .mapToObj(
            i ->
                "%s * @param %s %s%s argument\n"
                    .formatted(
                        indent,
                        name(LETTERS.substring(i, i + 1)),
                        isRef(mix, i) ? "a ref to the " : "the ",
                        ORDINALS.get(i)))
        .collect(Collectors.joining());
  }

  private void write(String type, String content) throws IOException {
    Path file = packageDirectory.resolve(type + ".java");
    if (!Files.exists(file) || !Files.readString(file).equals(content)) {
      Files.writeString(file, content);
    }
  }
}
