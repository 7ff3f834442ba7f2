package io.ray4j.objectstore.codec;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/** User classes of every sort, which the tests send. */
final class Kinds {
  private Kinds() {}

  record Point(int x, int y) {}

  record Pair<A, B>(A first, B second) {}

  record AllPrimitives(
      boolean a, byte b, short c, char d, int e, long f, float g, double h, String i, Object j) {}

  record Range(int low, int high) {
    Range {
      if (low > high) {
        throw new IllegalArgumentException("low=" + low + " > high=" + high);
      }
    }
  }

  /** Its accessor shows a copy, so that only the field tells which array it holds. */
  @SuppressWarnings("ArrayRecordComponent") // as users have them
  record Parts(double[] low, int pivot, double[] high) {
    @Override
    public double[] low() {
      return low.clone();
    }
  }

  record Link(String name, List<Object> others) {}

  enum Plain {
    ONE,
    TWO
  }

  enum WithBodies {
    PLUS {
      @Override
      int apply(int a, int b) {
        return a + b;
      }
    },
    MINUS {
      @Override
      int apply(int a, int b) {
        return a - b;
      }
    };

    abstract int apply(int a, int b);
  }

  static class Node {
    String name;
    Node next;
    Object value;
    transient String note = "fresh";

    Node(String name) {
      this.name = name;
    }
  }

  static class WithDefaults {
    int set;
    transient List<String> cache = new ArrayList<>();
  }

  static class Base {
    private int hidden = 1;

    int base() {
      return hidden;
    }
  }

  static class Derived extends Base {
    private int hidden = 2;
    private final String last;

    Derived(String last) {
      this.last = last;
    }

    int derived() {
      return hidden;
    }

    String last() {
      return last;
    }
  }

  static class Outer {
    final String name;

    Outer(String name) {
      this.name = name;
    }

    class Inner {
      String outerName() {
        return name;
      }
    }

    Supplier<String> anonymous(String captured) {
      return new Supplier<>() {
        @Override
        public String get() {
          return name + captured;
        }
      };
    }

    RuntimeException anonymousException(String message) {
      return new RuntimeException(message) {
        @Serial private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
          return name + super.getMessage();
        }
      };
    }
  }

  static final class NamedList extends ArrayList<String> {
    @Serial private static final long serialVersionUID = 1L;
    final String name;

    NamedList(String name, List<String> elements) {
      super(elements);
      this.name = name;
    }
  }

  static final class Singleton implements Serializable {
    @Serial private static final long serialVersionUID = 1L;
    static final Singleton INSTANCE = new Singleton();

    private Singleton() {}

    @Serial
    private Object readResolve() {
      return INSTANCE;
    }
  }

  static final class Replaced implements Serializable {
    @Serial private static final long serialVersionUID = 1L;
    final transient String value;

    Replaced(String value) {
      this.value = value;
    }

    @Serial
    private Object writeReplace() {
      return new Replacement(value);
    }

    private record Replacement(String value) implements Serializable {
      @Serial
      private Object readResolve() {
        return new Replaced(value);
      }
    }
  }

  /** Has code for its streams, and a part that is not serializable. */
  static final class Custom implements Serializable {
    @Serial private static final long serialVersionUID = 1L;
    transient int times;

    @SuppressWarnings("serial") // on purpose: Kryo takes the part
    final Node part;

    Custom self;

    Custom(int times, Node part) {
      this.times = times;
      this.part = part;
    }

    @Serial
    private void writeObject(ObjectOutputStream out) throws IOException {
      out.defaultWriteObject();
      out.writeInt(times * 2);
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      times = in.readInt() / 2;
    }
  }

  /** External form, with a constructor that marks what it made. */
  public static final class External implements Externalizable {
    @Serial private static final long serialVersionUID = 1L;
    int value;
    boolean constructed;

    public External() {
      constructed = true;
    }

    External(int value) {
      this.value = value;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
      out.writeInt(value);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
      value = in.readInt();
    }
  }

  @SuppressWarnings("serial") // on purpose: it has no constructor to be read back by
  static final class NoWayBack implements Externalizable {
    @Serial private static final long serialVersionUID = 1L;

    NoWayBack(int unused) {
      Objects.checkIndex(unused, 1);
    }

    @Override
    public void writeExternal(ObjectOutput out) {}

    @Override
    public void readExternal(ObjectInput in) {}
  }

  static final class CodedException extends Exception {
    @Serial private static final long serialVersionUID = 1L;
    final int code;

    @SuppressWarnings("serial") // on purpose: Kryo takes the part
    final Object detail;

    CodedException(String message, Throwable cause, int code, Object detail) {
      super(message, cause);
      this.code = code;
      this.detail = detail;
    }
  }

  interface SerializableFunction<A, B> extends Function<A, B>, Serializable {}

  static String shout(String text) {
    return text + "!";
  }

  /** Handler of a dynamic proxy, and no serializable one. */
  static final class Echo implements InvocationHandler {
    final String prefix;

    Echo(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
      return prefix + arguments[0];
    }
  }

  static final class Customer {
    String name = "c";
    Socket socket;
  }

  static final class Order {
    int number = 1;
    Customer customer = new Customer();
    Object extra;
  }

  static final class MyThread extends Thread implements Serializable {
    @Serial private static final long serialVersionUID = 1L;
  }

  @SuppressWarnings("unused") // its fields are JDK state in a superclass
  static final class Watched extends java.util.TimerTask {
    @Override
    public void run() {}
  }
}
