package io.ray4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.PrintWriter;

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

  @ArchTest
  static final ArchRule NO_CYCLES_IN_THE_SCHEDULER =
      slices().matching("io.ray4j.scheduler.(*)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_THE_POOL_FORKS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.ray4j.scheduler.pool")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ProcessBuilder.class);

  @ArchTest
  static final ArchRule NO_SLEEP =
      noClasses().should().callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule NO_STACK_TRACE_TO_A_STANDARD_STREAM =
      noClasses()
          .should()
          .callMethod(Throwable.class, "printStackTrace")
          .because("only printStackTrace(" + PrintWriter.class.getSimpleName() + ") is of use");
}
