package io.ray4j.objectstore;

import io.ray4j.objectstore.junit.QuietStart;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.onoes.ExceptionHandler;
import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes Chronicle Map run in a user's JVM as it is: without flags, without a compiler, and
 * silently.
 *
 * <p>What has to be opened is opened at run time, by a {@link MethodHandles.Lookup} that may do
 * everything. {@link #enter} must be called first by each thread that calls Chronicle, and such a
 * thread must be ours: what Chronicle logs on it, it logs at DEBUG.
 */
final class ChronicleAccess {
  private static final Logger LOG = LoggerFactory.getLogger(ChronicleAccess.class);

  /** What the build generated: the class that Chronicle would generate and compile. */
  private static final String STATE_CLASS = "chronicle-state.bin";

  private static boolean ready;

  private ChronicleAccess() {}

  /**
   * Prepares this JVM, once, and the calling thread.
   *
   * @throws IOException if this JVM cannot be prepared
   */
  static synchronized void enter() throws IOException {
    if (!ready) {
      try {
        MethodHandles.Lookup lookup = JdkAccess.trustedLookup();
        openJdk(lookup);
        silenceUnsafe(lookup);
        lookup.in(VanillaGlobalMutableState.class).defineClass(stateClass());
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException("this JVM does not let Chronicle Map in: " + e, e);
      }
      QuietStart.run(Jvm::init);
      ready = true;
    }
    ExceptionHandler toDebug = Logger::debug;
    Jvm.setThreadLocalExceptionHandlers(toDebug, toDebug, toDebug, toDebug);
  }

  private static void openJdk(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
    MethodType type = MethodType.methodType(void.class, String.class, Module.class);
    MethodHandle opens = lookup.findVirtual(Module.class, "implAddOpens", type);
    MethodHandle exports = lookup.findVirtual(Module.class, "implAddExports", type);
    Module base = Object.class.getModule();
    Module chronicle = Jvm.class.getModule();
    try {
      opens.invoke(base, "java.lang.reflect", chronicle);
      exports.invoke(base, "sun.nio.ch", chronicle);
      exports.invoke(base, "jdk.internal.ref", chronicle);
    } catch (Throwable e) {
      throw new ReflectiveOperationException(e);
    }
  }

  /**
   * JDK 24 and later print a warning when a program uses {@code Unsafe} for the first time. Here it
   * counts as printed; what a user chose for {@code debug} or {@code deny} stays.
   */
  private static void silenceUnsafe(MethodHandles.Lookup lookup)
      throws ReflectiveOperationException {
    if (Runtime.version().feature() < 24) {
      return;
    }
    try {
      lookup
          .findStaticVarHandle(
              Class.forName("sun.misc.Unsafe"), "memoryAccessWarned", boolean.class)
          .set(true);
    } catch (NoSuchFieldException e) {
      LOG.debug("the JDK will warn of Unsafe: {}", e.toString());
    }
  }

  private static byte[] stateClass() throws IOException {
    try (InputStream in = ChronicleAccess.class.getResourceAsStream(STATE_CLASS)) {
      if (in == null) {
        throw new FileNotFoundException(STATE_CLASS + " is missing from the jar");
      }
      return in.readAllBytes();
    }
  }
}
