package io.keysweep.rights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.keysweep.support.ApiDocument;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is served against what is described. Only in the JVM: it looks into the classes. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ServedRoutesTest {

    @Test
    void noRouteIsServedThatIsNotDescribedAndNoneIsDescribedThatIsNot() {
        Set<String> served = new TreeSet<>();
        for (JavaClass resource : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.keysweep")) {
            // Interfaces are of clients of others.
            if (resource.isAnnotatedWith(Path.class) && !resource.isInterface()) {
                resource.getMethods().forEach(method -> method(method)
                        .ifPresent(verb -> served.add(verb + " /api" + path(resource) + path(method))));
            }
        }
        Set<String> described =
                ApiDocument.servedBy(URI.create("http://localhost:" + RestAssured.port)).operations().stream()
                        .map(operation -> operation.method() + " " + operation.path())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(served.size(), greaterThan(0));
        assertThat(served, equalTo(described));
    }

    private static Optional<String> method(JavaMethod method) {
        return method.getAnnotations().stream()
                .map(annotation -> annotation.getRawType())
                .filter(type -> type.isAnnotatedWith(HttpMethod.class))
                .map(type -> type.getAnnotationOfType(HttpMethod.class).value())
                .findFirst();
    }

    private static String path(JavaClass resource) {
        return resource.tryGetAnnotationOfType(Path.class).map(Path::value).orElse("");
    }

    private static String path(JavaMethod method) {
        return method.tryGetAnnotationOfType(Path.class).map(Path::value).orElse("");
    }
}
