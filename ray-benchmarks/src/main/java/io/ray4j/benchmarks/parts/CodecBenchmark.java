package io.ray4j.benchmarks.parts;

import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.codec.EncodedObject;
import io.ray4j.objectstore.codec.ObjectCodec;
import io.ray4j.objectstore.codec.RefCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Values to payloads in memory outside the heap, as in the store, and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
  /** What is encoded. */
  public enum Kind {
    INTEGER {
      @Override
      Object value() {
        return 42;
      }
    },
    SMALL_RECORD {
      @Override
      Object value() {
        return new Order(7, "bolt", 2.5);
      }
    },
    DOUBLES_1000 {
      @Override
      Object value() {
        return new double[1_000];
      }
    },
    DOUBLES_100_MB {
      @Override
      Object value() {
        return new double[(100 << 20) / Double.BYTES];
      }
    },
    RECORD_WITH_ARRAYS {
      @Override
      Object value() {
        return new Parts(new double[1_000], new int[1_000], "parts");
      }
    };

    abstract Object value();
  }

  private record Order(int id, String name, double price) {}

  @SuppressWarnings("ArrayRecordComponent") // only moved, never compared
  private record Parts(double[] low, int[] high, String name) {}

  /** The codec asks for refs only if a value holds some: none of these does. */
  private static final class NoRefs implements RefCodec {
    @Override
    public Class<?> refType() {
      return NoRefs.class;
    }

    @Override
    public RefTarget target(Object ref) {
      throw new IllegalArgumentException("no ref: " + ref);
    }

    @Override
    public Object bind(RefTarget target) {
      throw new IllegalArgumentException("no ref: " + target);
    }
  }

  /** Set by JMH. */
  @Param public Kind kind = Kind.INTEGER;

  private final ObjectCodec codec =
      new ObjectCodec(CodecBenchmark.class.getClassLoader(), new NoRefs());
  private Object value = 0;
  private ByteBuffer payload = ByteBuffer.allocate(0);

  /** Makes the value, and a payload of it to read and to overwrite. */
  @Setup
  public void setUp() {
    value = kind.value();
    EncodedObject encoded = codec.encode(value);
    payload = ByteBuffer.allocateDirect((int) encoded.size());
    encoded.writeTo(Payload.of(payload));
  }

  /** Encodes and writes. */
  @Benchmark
  public Payload encode() {
    Payload target = Payload.of(payload);
    codec.encode(value).writeTo(target);
    return target;
  }

  /** Reads a copy. */
  @Benchmark
  public @Nullable Object decode() {
    return codec.decode(payload, List.of());
  }
}
