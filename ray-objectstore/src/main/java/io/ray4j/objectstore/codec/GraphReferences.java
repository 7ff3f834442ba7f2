package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.util.MapReferenceResolver;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Knows the objects of a graph by identity, and refuses the cycles that could not be read back.
 *
 * <p>A record, an immutable list, a value of Java serialization exists only once all it holds has
 * been read, so nothing it holds may point back to it. Kryo would read null there. Confined to the
 * thread that uses its session; {@link #reset} ends a graph.
 */
final class GraphReferences extends MapReferenceResolver {
  /**
   * The table shrinks to this after each graph. Kryo's default, 2048, makes every small graph that
   * follows a large one clear two thousand slots.
   */
  private static final int KEPT_CAPACITY = 128;

  private @Nullable Object[] unfinished = new Object[8];
  private int unfinishedCount;

  GraphReferences() {
    super(KEPT_CAPACITY);
  }

  /** From here to {@link #exit}, a way back to the object is an error. */
  void enter(Object object) {
    if (unfinishedCount == unfinished.length) {
      unfinished = Arrays.copyOf(unfinished, unfinishedCount * 2);
    }
    unfinished[unfinishedCount++] = object;
  }

  void exit() {
    unfinished[--unfinishedCount] = null;
  }

  @Override
  public int getWrittenId(Object object) {
    int id = super.getWrittenId(object);
    if (id != -1) {
      for (int i = 0; i < unfinishedCount; i++) {
        if (unfinished[i] == object) {
          throw new RefusedException(
              "a cycle leads back to this "
                  + object.getClass().getName()
                  + ", which can be built only after all it holds; break the cycle,"
                  + " or close it through a plain mutable class",
              null);
        }
      }
    }
    return id;
  }

  @Override
  @SuppressWarnings("rawtypes") // as the method it overrides
  public Object getReadObject(Class type, int id) {
    Object object = id < 0 || id >= readObjects.size() ? null : super.getReadObject(type, id);
    if (object == null) {
      throw new RefusedException("reference=" + id + " to nothing that was read before", null);
    }
    return object;
  }

  @Override
  public void reset() {
    super.reset();
    Arrays.fill(unfinished, 0, unfinishedCount, null);
    unfinishedCount = 0;
  }
}
