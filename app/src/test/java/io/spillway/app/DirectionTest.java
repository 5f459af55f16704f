package io.spillway.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The modules depend on each other in one direction: app, actors, streams. */
class DirectionTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.spillway");

  @Test
  void streamsKnowsNeitherActorsNorApp() {
    noClasses()
        .that()
        .resideInAPackage("io.spillway.streams..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.spillway.actors..", "io.spillway.app..")
        .check(PRODUCT);
  }

  @Test
  void actorsDoNotKnowApp() {
    noClasses()
        .that()
        .resideInAPackage("io.spillway.actors..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.spillway.app..")
        .check(PRODUCT);
  }

  @Test
  void whatFramesParsesAndEncodesKnowsNoPekko() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.spillway.streams.framing..",
            "io.spillway.streams.wpl..",
            "io.spillway.streams.syslog..",
            "io.spillway.streams.event..",
            "io.spillway.streams.encode..",
            "io.spillway.streams.sink..",
            "io.spillway.streams.ledger..",
            "io.spillway.streams.journal..",
            "io.spillway.streams.rescue..",
            "io.spillway.streams.settings..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.pekko..")
        .check(PRODUCT);
  }
}
