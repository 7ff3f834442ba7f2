package io.ray4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The API and its seam know no implementation, and show users no type that is not theirs or the
 * JDK's.
 */
@AnalyzeClasses(packages = "io.ray4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ApiDependenciesTest {

  @ArchTest
  static final ArchRule API_DEPENDS_ON_ITSELF_AND_THE_JDK =
      classes()
          .that()
          .resideInAnyPackage("io.ray4j", "io.ray4j.spi")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.ray4j", "io.ray4j.spi", "java..", "javax..", "org.jspecify.annotations");
}
