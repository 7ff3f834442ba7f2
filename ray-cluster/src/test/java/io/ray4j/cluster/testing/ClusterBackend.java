package io.ray4j.cluster.testing;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.opentest4j.TestAbortedException;

/**
 * Makes the functional tests of {@code ray-core} run on a cluster: starts one before the first
 * test, ends it after the last, and leaves out what {@link NotOnCluster} lists.
 *
 * <p>JUnit finds it by {@code META-INF/services} in the one execution of the build that allows
 * that.
 */
public final class ClusterBackend implements ExecutionCondition {
  /**
   * Where {@code io.ray4j.testing.Backend} looks, which is not on the class path of this module.
   */
  private static final String ADDRESS = "ray4j.test.address";

  /** The one cluster of this JVM, or why there is none. JUnit closes it at the end. */
  private record Cluster(RunningRay ray, String whyNot) implements AutoCloseable {
    @Override
    public void close() {
      if (ray != null) {
        ray.close();
      }
    }
  }

  /** Public, as JUnit makes the instance. */
  public ClusterBackend() {}

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Optional<Class<?>> type = context.getTestClass();
    if (type.isEmpty()) {
      return enabled("the whole suite");
    }
    Cluster cluster =
        context
            .getRoot()
            .getStore(Namespace.create(ClusterBackend.class))
            .getOrComputeIfAbsent(Cluster.class, key -> start(type.get()), Cluster.class);
    if (cluster.ray() == null) {
      return disabled(cluster.whyNot());
    }
    return isListed(context);
  }

  private static ConditionEvaluationResult isListed(ExtensionContext context) {
    if (context.getTestMethod().isEmpty()) {
      return enabled("a class");
    }
    Optional<NotOnCluster> entry =
        NotOnCluster.find(
            context.getRequiredTestClass(), context.getRequiredTestMethod().getName());
    if (System.getProperty("ray4j.test.listed", "").equals("only")) {
      return entry.isPresent() ? enabled("listed") : disabled("not listed");
    }
    return entry.isPresent() ? disabled(entry.get().reason()) : enabled("not listed");
  }

  private static Cluster start(Class<?> test) {
    try {
      RunningRay ray = RunningRay.start(test.getSimpleName());
      System.setProperty(ADDRESS, ray.address());
      return new Cluster(ray, "");
    } catch (TestAbortedException e) {
      return new Cluster(null, e.getMessage());
    } catch (Exception e) {
      throw new IllegalStateException("the cluster does not start", e);
    }
  }
}
