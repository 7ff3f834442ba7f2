package io.ray4j.packaging;

/** A service that only this program has: {@code ServiceLoader} finds it in META-INF/services. */
public interface Greeting {
  /** A line for an order. */
  String greet(Order order);
}
