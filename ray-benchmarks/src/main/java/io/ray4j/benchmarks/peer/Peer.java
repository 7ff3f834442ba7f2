package io.ray4j.benchmarks.peer;

import java.util.List;

/**
 * Something that runs tasks: Ray4J, or what it is compared with.
 *
 * <p>A method that the peer has no counterpart for throws {@link UnsupportedOperationException};
 * its measures are then left out. Started once, used by several threads, closed once.
 *
 * @param <R> what stands for a result that may not be there yet
 */
public interface Peer<R> extends AutoCloseable {
  /** Starts the peer; returns as soon as tasks may be submitted. */
  void start() throws Exception;

  /** Submits a task that returns {@code x}, an int. */
  R noop(int x) throws Exception;

  /** Submits a task that returns a {@code double[]} of that length. */
  R generate(int seed, int length) throws Exception;

  /** Submits a task that adds two arrays that tasks return. */
  R add(R left, R right) throws Exception;

  /** Submits a task that adds one to the int that another one returns. */
  R increment(R number) throws Exception;

  /** Submits one task that adds up the ints that all these return, as an int. */
  R sum(List<R> numbers) throws Exception;

  /** Submits a task that submits as many no-op tasks, waits for them, and returns their number. */
  R nested(int tasks) throws Exception;

  /** Stores a value. */
  R put(Object value) throws Exception;

  /** Waits for a result, or reads a stored value as a copy. */
  Object get(R ref) throws Exception;

  /** Reads a stored {@code byte[]} in place. */
  Object view(R bytes) throws Exception;

  @Override
  void close();
}
