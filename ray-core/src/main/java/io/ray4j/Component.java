package io.ray4j;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The accessor of a component of a record, for instance {@code Parts::low}; see {@link
 * ObjectRef#component}.
 *
 * @param <T> the record
 * @param <C> the type of the component
 */
@FunctionalInterface
public interface Component<T extends @Nullable Object, C extends @Nullable Object>
    extends Serializable {

  /**
   * Reads the component.
   *
   * @param record the record
   * @return the component, which may be null
   */
  C apply(T record);
}
