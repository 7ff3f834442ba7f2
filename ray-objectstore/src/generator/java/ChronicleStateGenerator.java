import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import net.openhft.chronicle.values.ValueModel;

/**
 * Writes the class {@code VanillaGlobalMutableState$$Native}, which Chronicle Map would otherwise
 * generate and compile when a map is opened for the first time: that takes a second and a JDK.
 *
 * <p>Usage: {@code java ChronicleStateGenerator.java <working directory> <output file>}, with
 * Chronicle Map on the class path. The output is the class file, under a name of ours: {@code
 * ChronicleAccess} defines it.
 */
public final class ChronicleStateGenerator {
  private static final String NAME = VanillaGlobalMutableState.class.getSimpleName() + "$$Native";

  private ChronicleStateGenerator() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 2) {
      throw new IllegalArgumentException(
          "Usage: java ChronicleStateGenerator.java <working directory> <output file>");
    }
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    compile(source(), directory);
    String packagePath = VanillaGlobalMutableState.class.getPackageName().replace('.', '/');
    Path output = Path.of(arguments[1]);
    Files.createDirectories(output.getParent());
    Files.copy(
        directory.resolve(packagePath).resolve(NAME + ".class"),
        output,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static String source() throws ReflectiveOperationException {
    Method generate =
        Class.forName("net.openhft.chronicle.values.Generators")
            .getDeclaredMethod("generateNativeClass", ValueModel.class, String.class);
    generate.setAccessible(true);
    ValueModel model = ValueModel.acquire(VanillaGlobalMutableState.class);
    return (String) generate.invoke(null, model, NAME);
  }

  private static void compile(String source, Path directory) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    URI name = URI.create("string:///" + NAME + ".java");
    JavaFileObject file =
        new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    List<String> options =
        List.of(
            "--release",
            "17",
            "-proc:none",
            "-nowarn",
            "-classpath",
            System.getProperty("java.class.path"),
            "-d",
            directory.toString());
    if (!compiler.getTask(null, null, null, options, null, List.of(file)).call()) {
      throw new IllegalStateException("cannot compile the generated class:\n" + source);
    }
  }
}
