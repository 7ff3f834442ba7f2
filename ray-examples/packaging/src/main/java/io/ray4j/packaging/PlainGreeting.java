package io.ray4j.packaging;

/** The one implementation. Holds no state. */
public final class PlainGreeting implements Greeting {
  /** For {@code ServiceLoader}. */
  public PlainGreeting() {}

  @Override
  public String greet(Order order) {
    return "here you are: " + order.count() + " x " + order.item();
  }
}
