package io.ray4j.contract;

import io.ray4j.ObjectRef;
import io.ray4j.Remote;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remote functions of every shape that the contract names, in a package of their own as a user's
 * are.
 */
final class Functions {
  static final List<String> PRINTED = new ArrayList<>();

  interface Shape {}

  record Square(int side) implements Shape {}

  @SuppressWarnings("ArrayRecordComponent") // the record of the contract, as it stands there
  record Parts(double[] low, double[] high, int pivot) {}

  private Functions() {}

  @Remote
  static long answer() {
    return 42;
  }

  @Remote
  public static int add(int a, int b) {
    return a + b;
  }

  @Remote
  static String join(String a, int b, double c) {
    return a + b + c;
  }

  @Remote
  static String join4(String a, int b, long c, char d) {
    return a + b + c + d;
  }

  @Remote
  static String join5(String a, int b, long c, char d, boolean e) {
    return a + b + c + d + e;
  }

  @Remote
  static String join6(String a, int b, long c, char d, boolean e, List<? extends Number> f) {
    return a + b + c + d + e + f;
  }

  @Remote
  static double mean(double[] values) throws java.io.IOException {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @Remote
  static <T> T identity(T value) {
    return value;
  }

  @Remote
  static Object echo(Object value) {
    return value;
  }

  @Remote
  static Object first(Object a, Object b) {
    return a;
  }

  @Remote
  static int twice(int value) {
    return 2 * value;
  }

  @Remote
  static String twice(String value) {
    return value + value;
  }

  @Remote
  static double asDouble(Number number) {
    return number.doubleValue();
  }

  @Remote
  static int area(Shape shape) {
    return ((Square) shape).side() * ((Square) shape).side();
  }

  @Remote
  static int length(Object[] values) {
    return values.length;
  }

  @Remote
  static boolean isNull(String value) {
    return value == null;
  }

  @Remote
  static String optional(Optional<String> value) {
    return value.orElse("none");
  }

  @Remote
  static int size(Map<String, Integer> values) {
    return values.size();
  }

  @Remote
  static int sumOfRefs(List<ObjectRef<Integer>> refs) {
    return refs.size();
  }

  @Remote
  static int keepsRef(ObjectRef<Integer> ref) {
    return 1;
  }

  @Remote(numReturns = 3)
  static Parts partition(double[] values) {
    return new Parts(values, new double[] {9}, values.length);
  }

  @Remote
  static List<Integer> shard(Collection<Integer> values, int count) {
    return new ArrayList<>(values).subList(0, count);
  }

  @Remote
  static void print0() {
    PRINTED.add("");
  }

  @Remote
  static void print(String a) {
    PRINTED.add(a);
  }

  @Remote
  static void print2(String a, int b) throws Exception {
    PRINTED.add(a + b);
  }

  @Remote
  static void print3(String a, int b, long c) {
    PRINTED.add(a + b + c);
  }

  @Remote
  static void print6(String a, int b, long c, char d, boolean e, double f) {
    PRINTED.add(a + b + c + d + e + f);
  }

  @Remote
  static int fails(int value) throws Exception {
    throw new java.io.IOException("value=" + value);
  }
}
