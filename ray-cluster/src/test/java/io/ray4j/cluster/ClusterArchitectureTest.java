package io.ray4j.cluster;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.THROW_GENERIC_EXCEPTIONS;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of docs/architecture.md that leave this module, and what it never does. */
@AnalyzeClasses(packages = "io.ray4j.cluster", importOptions = ImportOption.DoNotIncludeTests.class)
class ClusterArchitectureTest {
  /** What it has in common with one machine is a client of the scheduler's, not the scheduler. */
  @ArchTest
  static final ArchRule NO_SCHEDULER =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.ray4j.scheduler.pool", "io.ray4j.scheduler.transport", "net.openhft..");

  @ArchTest
  static final ArchRule ONLY_WHAT_OTHERS_CALL_IS_PUBLIC =
      classes()
          .that()
          .arePublic()
          .should()
          .be(ClusterRuntimeProvider.class)
          .orShould()
          .be(RemoteTask.class);

  @ArchTest
  static final ArchRule ONLY_THE_CONNECTION_KNOWS_RAYS_RUNTIME =
      noClasses()
          .that()
          .doNotBelongToAnyOf(RayConnection.class)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.ray.runtime..");

  @ArchTest
  static final ArchRule NO_SLEEP =
      noClasses()
          .should()
          .callMethodWhere(target(owner(type(Thread.class))).and(target(name("sleep"))));

  @ArchTest static final ArchRule NO_STANDARD_STREAMS = noClasses().should(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule NO_GENERIC_EXCEPTIONS = noClasses().should(THROW_GENERIC_EXCEPTIONS);
}
