package io.ray4j.internal;

import io.ray4j.ObjectRef;
import io.ray4j.RaySerializationException;
import io.ray4j.RayTaskException;
import io.ray4j.objectstore.Extent;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import io.ray4j.objectstore.Payload;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.Segments;
import io.ray4j.objectstore.Segments.MappedView;
import io.ray4j.objectstore.codec.CodecException;
import io.ray4j.objectstore.codec.ObjectCodec;
import io.ray4j.objectstore.codec.RefCodec;
import io.ray4j.scheduler.ObjectBytes;
import io.ray4j.scheduler.PinResult;
import io.ray4j.scheduler.kept.KeptTaskFile;
import io.ray4j.scheduler.task.KeptTask;
import io.ray4j.scheduler.task.TaskInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Runs kept tasks on the calling thread, with the class path of now.
 *
 * <p>Stateless. A result is what the function returned; a failure is thrown as {@code get} would.
 */
final class Replay {
  private Replay() {}

  /** Opens the file of a kept task. */
  static KeptTaskFile open(Path file) {
    try {
      return KeptTaskFile.open(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the kept task " + file + ": " + e, e);
    }
  }

  /** Runs a task that needs no session to read its inputs. */
  static @Nullable Object withoutSession(Path path) {
    KeptTaskFile file = open(path);
    for (TaskInput input : file.task().inputs()) {
      if (hasRefs(input.value())) {
        throw new IllegalStateException(
            "%s has refs inside its arguments: call Ray.init() before Ray.replay.".formatted(path));
      }
    }
    return run(file, new NoRefs());
  }

  private static boolean hasRefs(ObjectValue value) {
    if (value instanceof ObjectValue.Composite composite) {
      return composite.parts().stream().anyMatch(Replay::hasRefs);
    } else if (value instanceof ObjectValue.Stored stored) {
      return !stored.references().isEmpty();
    }
    return value instanceof ObjectValue.Inline inline && !inline.references().isEmpty();
  }

  /** Runs a task; what refs inside its inputs point at is there already. */
  static @Nullable Object run(KeptTaskFile file, RefCodec refs) {
    KeptTask task = file.task();
    ClassLoader classLoader = LocalSession.contextClassLoader();
    ValueReader reader =
        new ValueReader(
            new ObjectCodec(classLoader, refs),
            new FileBytes(file.segments()),
            (mapping, action) -> {}, // nothing is pinned: each view keeps its own mapping
            classLoader);
    FunctionCall call = new FunctionCall(reader, classLoader);
    String here = "replay (pid=" + ProcessHandle.current().pid() + ")";
    try {
      return call.call(task.function(), task.inputs());
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      throw threw(task, here, thrown == null ? e : thrown);
    } catch (ExceptionInInitializerError e) {
      throw threw(task, here, e);
    } catch (CodecException e) {
      throw new RaySerializationException(FunctionCall.cannotTravel(task.name(), e), e);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw new RayTaskException(
          task.name(), task.id().toString(), here, FunctionCall.cannotBeRun(task.name(), here, e));
    }
  }

  private static RayTaskException threw(KeptTask task, String here, Throwable thrown) {
    return new RayTaskException(task.name(), task.id().toString(), here, thrown);
  }

  /** Where the inputs lie: in a file that stays as it is. */
  private record FileBytes(Segments segments) implements ObjectBytes {
    @Override
    public PinResult pin(ObjectId id) {
      throw new IllegalStateException("only inputs lie in the file: object=" + id);
    }

    @Override
    public PinResult.Pinned pinInput(ObjectId id, Extent extent) {
      return new PinResult.Pinned(extent, () -> {});
    }

    @Override
    public Payload readable(Extent extent) {
      return segments.readable(extent);
    }

    @Override
    public MappedView view(Extent extent, long offset, long length) {
      return segments.view(extent, offset, length);
    }
  }

  /** Without a session there are no refs. */
  private static final class NoRefs implements RefCodec {
    @Override
    public Class<?> refType() {
      return ObjectRef.class;
    }

    @Override
    public RefTarget target(Object ref) {
      throw new IllegalStateException("no session is open");
    }

    @Override
    public Object bind(RefTarget target) {
      throw new IllegalStateException("no session is open");
    }
  }
}
