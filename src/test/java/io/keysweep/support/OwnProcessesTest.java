package io.keysweep.support;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Test;

/** Each test of the packaged service says who starts it, as the build has a place for both kinds. */
class OwnProcessesTest {

    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages("io.keysweep");

    @Test
    void whatQuarkusDoesNotStartAClassStartsByItself() {
        classes()
                .that()
                .haveSimpleNameEndingWith("IT")
                .and(not(annotatedWith(QuarkusIntegrationTest.class)))
                .should()
                .beAnnotatedWith(OwnProcesses.class)
                .because("it would run alone, after all that the service is started for once")
                .check(TESTS);
    }

    @Test
    void whatQuarkusStartsIsShared() {
        classes()
                .that()
                .areAnnotatedWith(OwnProcesses.class)
                .should()
                .notBeAnnotatedWith(QuarkusIntegrationTest.class)
                .because("in a JVM for each class, Quarkus starts the service for each")
                .check(TESTS);
    }
}
