package io.ray4j.internal;

import io.ray4j.Component;
import io.ray4j.ObjectId;
import io.ray4j.ObjectRef;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.Selector;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A ref of this process. Immutable; equal by the object or the part that it points at.
 *
 * <p>While it is reachable, this process counts as holding the object: see {@link
 * ClientRuntime#borrowedRef}.
 */
final class RemoteRef<T extends @Nullable Object> implements ObjectRef<T> {
  private final ClientRuntime runtime;
  private final io.ray4j.objectstore.ObjectId root;
  private final List<Selector> path;
  private final @Nullable String view;

  /** A ref to a whole object. */
  RemoteRef(ClientRuntime runtime, io.ray4j.objectstore.ObjectId root) {
    this(runtime, root, List.of(), null);
  }

  RemoteRef(ClientRuntime runtime, RefTarget target) {
    this(runtime, target.root(), target.path(), target.view());
  }

  private RemoteRef(
      ClientRuntime runtime,
      io.ray4j.objectstore.ObjectId root,
      List<Selector> path,
      @Nullable String view) {
    this.runtime = runtime;
    this.root = root;
    this.path = path;
    this.view = view;
  }

  static RemoteRef<?> of(ObjectRef<?> ref) {
    if (ref instanceof RemoteRef<?> own) {
      return own;
    }
    throw new IllegalArgumentException(
        "Not a ref that Ray made: " + ref.getClass().getName() + ". Use Ray.put or Ray.remote.");
  }

  /** The id of the object that it keeps. */
  io.ray4j.objectstore.ObjectId object() {
    return path.isEmpty() ? root : target().object();
  }

  /** The binary name of the buffer class to read the value through, or null. */
  @Nullable String view() {
    return view;
  }

  /** What it points at; made anew, since there may be millions of refs at a time. */
  RefTarget target() {
    return new RefTarget(root, path, view);
  }

  @Override
  public ObjectId id() {
    if (path.size() <= 1) {
      return publicId(path.isEmpty() ? root : root.part(path.get(0).index()));
    }
    return ObjectId.of(digest(root, path));
  }

  /** A stored object's id as users see it. */
  static ObjectId publicId(io.ray4j.objectstore.ObjectId id) {
    ByteBuffer bytes = ByteBuffer.allocate(io.ray4j.objectstore.ObjectId.BYTES);
    id.writeTo(bytes);
    return ObjectId.of(bytes.array());
  }

  /** An id for a part of a part, which has no room in the four bytes of an index. */
  private static byte[] digest(io.ray4j.objectstore.ObjectId root, List<Selector> path) {
    ByteBuffer bytes =
        ByteBuffer.allocate(io.ray4j.objectstore.ObjectId.BYTES + Integer.BYTES * path.size());
    root.writeTo(bytes);
    path.forEach(step -> bytes.putInt(step.index()));
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
      return Arrays.copyOf(digest, io.ray4j.objectstore.ObjectId.BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // T says what the object is, and whether it is null
  public T get() {
    return (T) runtime.get(this, null);
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // T says what the object is, and whether it is null
  public T get(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    if (timeout.isNegative()) {
      throw new IllegalArgumentException(
          "timeout must not be negative: timeout=" + timeout + ". Zero means not to wait.");
    }
    return (T) runtime.get(this, timeout);
  }

  @Override
  public boolean isReady() {
    return runtime.wait(List.of(this), 1, Duration.ZERO).pending().isEmpty();
  }

  @Override
  public <C extends @Nullable Object> ObjectRef<C> component(Component<T, C> accessor) {
    Objects.requireNonNull(accessor, "accessor must not be null");
    return at(FunctionResolver.componentOf(accessor));
  }

  <V extends @Nullable Object> RemoteRef<V> at(Selector step) {
    List<Selector> longer = new ArrayList<>(path);
    longer.add(step);
    return derived(new RefTarget(root, longer, null));
  }

  @Override
  public <V> ObjectRef<V> as(Class<V> view) {
    Objects.requireNonNull(view, "view must not be null");
    Views.elementTypeOf(view);
    return derived(new RefTarget(root, path, view.getName()));
  }

  /** Another ref into the same object, which is held by this one until it holds it itself. */
  private <V extends @Nullable Object> RemoteRef<V> derived(RefTarget other) {
    try {
      return runtime.borrowedRef(other);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public CompletableFuture<T> toCompletableFuture() {
    return runtime.future(this);
  }

  @Override
  public boolean cancel() {
    return runtime.cancel(this);
  }

  @Override
  public void free() {
    runtime.free(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RemoteRef<?> ref && root.equals(ref.root) && path.equals(ref.path);
  }

  @Override
  public int hashCode() {
    return 31 * root.hashCode() + path.hashCode();
  }

  @Override
  public String toString() {
    return id().toString();
  }
}
