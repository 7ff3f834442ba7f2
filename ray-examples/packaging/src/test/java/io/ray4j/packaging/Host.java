package io.ray4j.packaging;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Runs {@link App} in a class loader of its own, as application servers, plugin hosts and build
 * tools do. Run by {@link PackagingTest}.
 */
final class Host {
  private Host() {}

  /**
   * Runs the program.
   *
   * @param args whether the loader is the context class loader too, its class path, and then the
   *     program's arguments
   */
  public static void main(String[] args) throws Exception {
    String[] entries = args[1].split(Pattern.quote(File.pathSeparator), -1);
    URL[] urls = new URL[entries.length];
    for (int index = 0; index < urls.length; index++) {
      urls[index] = Path.of(entries[index]).toUri().toURL();
    }
    try (URLClassLoader loader = new URLClassLoader(urls, Host.class.getClassLoader())) {
      if (Boolean.parseBoolean(args[0])) {
        Thread.currentThread().setContextClassLoader(loader);
      }
      loader
          .loadClass("io.ray4j.packaging.App")
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 2, args.length));
    }
  }
}
