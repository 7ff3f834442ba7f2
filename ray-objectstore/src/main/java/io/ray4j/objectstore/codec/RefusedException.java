package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.io.KryoBufferOverflowException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a part of a graph cannot travel. Rises through the serializers, each of which adds its step,
 * and becomes a {@link CodecException} at the boundary. Confined to one thread.
 */
final class RefusedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** A linked list of thousands that fails at its end needs no more to be understood. */
  private static final int MAX_STEPS = 100;

  /** Why a graph is refused that does not fit into one array of the JVM. */
  static final String TOO_LONG =
      "without its larger primitive arrays it takes more than 2 GB, the most that can be written"
          + " as one value; split it, or keep its numbers in primitive arrays, which may be longer";

  private final transient List<String> stepsInwardsOut = new ArrayList<>();

  RefusedException(String reason, @Nullable Throwable cause) {
    // The trace of the serializers says nothing to a user; the cause keeps its own.
    super(reason, cause, false, false);
  }

  /** The same failure, seen from one step further out. */
  static RefusedException at(String step, Throwable failure) {
    RefusedException refused =
        failure instanceof RefusedException already
            ? already
            : new RefusedException(reason(failure), failure);
    if (!step.isEmpty() && refused.stepsInwardsOut.size() < MAX_STEPS) {
      refused.stepsInwardsOut.add(step);
    }
    return refused;
  }

  /** The steps from the whole to the part, such as {@code .customer.socket}. */
  String path() {
    List<String> outwardsIn = new ArrayList<>(stepsInwardsOut);
    Collections.reverse(outwardsIn);
    return String.join("", outwardsIn);
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root instanceof KryoBufferOverflowException ? TOO_LONG : root.toString();
  }
}
