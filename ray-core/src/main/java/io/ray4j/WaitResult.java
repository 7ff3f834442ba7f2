package io.ray4j;

import java.util.List;

/**
 * What {@link Ray#wait} found. Immutable.
 *
 * @param <R> the type of the refs
 * @param ready the refs whose objects are there or have failed, in the order given; copied
 * @param pending the others, in the order given; copied
 */
public record WaitResult<R extends ObjectRef<?>>(List<R> ready, List<R> pending) {

  /** Copies the lists. */
  public WaitResult {
    ready = List.copyOf(ready);
    pending = List.copyOf(pending);
  }
}
