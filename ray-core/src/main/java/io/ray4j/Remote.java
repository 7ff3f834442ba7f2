package io.ray4j;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a static method, of any visibility, a remote function: {@code Ray.remote(Stats::mean,
 * values)} then runs it in a worker.
 *
 * <p>The elements are the defaults of the function; {@link TaskOptions} overrides them for a call.
 * A lambda needs no annotation and has the defaults given here.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Remote {

  /**
   * The name of the function in logs, failures and {@link RayState}.
   *
   * @return the name; empty for the class and the method
   */
  String name() default "";

  /**
   * The number of objects that hold the result. One for the result as a whole; n for a record of n
   * components or a list of n elements, each of which then is stored, fetched and passed on alone.
   * A result of another size fails every one of them.
   *
   * @return at least 1
   */
  int numReturns() default 1;

  /**
   * The number of further runs after the worker died, or after the function threw one of {@link
   * #retryOn}. The default is Ray's. A task that only waited in {@code get} when another one ended
   * the worker runs again without being charged, at most three times and never if this is 0.
   *
   * @return at least 0, which means that the task runs at most once
   */
  int maxRetries() default 3;

  /**
   * The exceptions after which the task runs again, those of their subclasses included; the first
   * time after 100 ms, then after twice the time before. None by default, as in Ray: a function
   * that throws has ended.
   *
   * @return the classes
   */
  Class<? extends Throwable>[] retryOn() default {};

  /**
   * The time that one run may take, in milliseconds; then the task fails with {@link
   * TaskTimeoutException} and is not run again. The clock starts when the run does, and does not
   * stop while it waits in {@code get}. The thread is interrupted; if it goes on for half a second,
   * its worker is killed.
   *
   * @return at least 0, which means without limit
   */
  long timeoutMs() default 0;

  /**
   * The number of CPUs that the task occupies while it runs, possibly a fraction.
   *
   * @return at least 0
   */
  double numCpus() default 1;
}
