package io.ray4j;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.ray4j.scheduler.pool.WorkerPool;
import java.io.PrintWriter;
import java.util.Date;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;

/** The arrows of docs/architecture.md, and what library code never does. */
@AnalyzeClasses(packages = "io.ray4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule STORE_KNOWS_NOTHING_ABOVE_IT =
      noClasses()
          .that()
          .resideInAPackage("io.ray4j.objectstore..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.ray4j", "io.ray4j.spi", "io.ray4j.internal", "io.ray4j.scheduler..");

  @ArchTest
  static final ArchRule SCHEDULER_KNOWS_NOTHING_ABOVE_IT =
      noClasses()
          .that()
          .resideInAPackage("io.ray4j.scheduler..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.ray4j", "io.ray4j.spi", "io.ray4j.internal");

  /** Users have it on the class path only if they want a cluster. */
  @ArchTest
  static final ArchRule NOBODY_NEEDS_THE_CLUSTER =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.ray4j.cluster")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.ray4j.cluster", "io.ray.api..", "io.ray.runtime..");

  /** But one: the facade and its service interface name each other. */
  @ArchTest
  static final ArchRule NO_PACKAGE_CYCLES =
      slices()
          .assignedFrom(new EachPackage())
          .should()
          .beFreeOfCycles()
          .ignoreDependency(resideInAPackage("io.ray4j"), resideInAPackage("io.ray4j.spi"));

  @ArchTest
  static final ArchRule ONLY_THE_POOL_FORKS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.ray4j.scheduler.pool")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ProcessBuilder.class)
          .orShould()
          .callMethodWhere(target(owner(type(Runtime.class))).and(target(name("exec"))));

  @ArchTest
  static final ArchRule NO_SLEEP =
      noClasses()
          .should()
          .callMethodWhere(
              target(owner(type(Thread.class)).or(owner(type(TimeUnit.class))))
                  .and(target(name("sleep"))));

  /** A clock may be set back or forth: waits and ages are measured with {@code nanoTime}. */
  @ArchTest
  static final ArchRule NO_WALL_CLOCK =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethodWhere(
              target(owner(resideInAPackage("java.time..")))
                  .and(target(nameMatching("now|system.*|tick.*"))))
          .orShould()
          .callConstructor(Date.class);

  /** The pool brings what workers print to the streams of the driver; the other is a command. */
  @ArchTest
  static final ArchRule NO_STANDARD_STREAMS =
      noClasses()
          .that()
          .doNotBelongToAnyOf(WorkerPool.class, State.class)
          .should(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule NO_STACK_TRACE_TO_A_STANDARD_STREAM =
      noClasses()
          .should()
          .callMethod(Throwable.class, "printStackTrace")
          .because("only printStackTrace(" + PrintWriter.class.getSimpleName() + ") is of use");

  @ArchTest
  static final ArchRule NO_GENERIC_EXCEPTIONS =
      noClasses()
          .should(THROW_GENERIC_EXCEPTIONS)
          .orShould()
          .callConstructorWhere(target(owner(type(Error.class))));

  @ArchTest
  static void shouldMarkEveryPackage(JavaClasses classes) {
    TreeSet<String> packages = new TreeSet<>();
    TreeSet<String> marked = new TreeSet<>();
    for (JavaClass type : classes) {
      JavaPackage home = type.getPackage();
      packages.add(home.getName());
      if (home.isAnnotatedWith(NullMarked.class)) {
        marked.add(home.getName());
      }
    }
    assertThat(packages).contains("io.ray4j", "io.ray4j.objectstore.codec");
    assertThat(marked).isEqualTo(packages);
  }

  private static final class EachPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(type.getPackageName());
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }
}
