package io.ray4j.objectstore.codec;

import io.ray4j.objectstore.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Object graphs, by Kryo; the boundary where every failure becomes a {@link CodecException}.
 * Thread-safe.
 */
final class GraphCodec {
  private final SessionPool sessions;

  /**
   * @param maxBytes the longest graph, without its out-of-band arrays
   */
  GraphCodec(ClassLoader classLoader, RefCodec refs, int maxBytes) {
    KryoLoader.load();
    this.sessions = new SessionPool(() -> new GraphSession(classLoader, refs, maxBytes));
  }

  EncodedObject encode(Object value) {
    try {
      GraphSession session = sessions.take();
      EncodedObject encoded = session.encode(value);
      // Not in a finally: a session that failed may be in any state, and is dropped.
      sessions.giveBack(session);
      return encoded;
    } catch (RuntimeException | LinkageError e) {
      RefusedException refused = RefusedException.at("", e);
      throw new CodecException(
          TypeNames.shortName(value.getClass()) + refused.path() + ": " + refused.reason(),
          refused.getCause());
    } catch (StackOverflowError e) {
      throw tooDeep(TypeNames.shortName(value.getClass()) + " cannot be encoded", e);
    }
  }

  @Nullable Object decode(Payload payload, ObjectHeader header) {
    try {
      GraphSession session = sessions.take();
      Object value = session.decode(payload, header);
      sessions.giveBack(session);
      return value;
    } catch (RuntimeException | LinkageError e) {
      ClassNotFoundException missing = missingClass(e);
      if (missing != null) {
        throw new CodecException(
            "class " + missing.getMessage() + " was not found when reading a value", missing);
      }
      RefusedException refused = RefusedException.at("", e);
      String path = refused.path();
      throw new CodecException(
          "the payload cannot be read"
              + (path.isEmpty() ? "" : " at " + path)
              + ": "
              + refused.reason(),
          refused.getCause());
    } catch (StackOverflowError e) {
      throw tooDeep("the payload cannot be read", e);
    }
  }

  private static CodecException tooDeep(String what, StackOverflowError cause) {
    return new CodecException(
        what
            + ": its objects are nested too deeply for the thread's stack, as in a long linked"
            + " list of one's own; use a java.util collection, or raise -Xss",
        cause);
  }

  private static @Nullable ClassNotFoundException missingClass(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof ClassNotFoundException missing) {
        return missing;
      }
    }
    return null;
  }
}
