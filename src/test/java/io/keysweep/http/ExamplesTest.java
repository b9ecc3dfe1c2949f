package io.keysweep.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;

import com.fasterxml.jackson.databind.JsonNode;
import io.keysweep.support.ApiDocument;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the description of the API shows of each call. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ExamplesTest {

    private ApiDocument api;

    @BeforeEach
    void read() {
        api = ApiDocument.servedBy(URI.create("http://localhost:" + RestAssured.port));
    }

    @Test
    void everyBodyAndEverySuccessHasAnExample() {
        assertThat(
                bodies().filter(body -> body.examples().isEmpty())
                        .map(Body::toString)
                        .toList(),
                empty());
    }

    @Test
    void everyExampleIsWhatItsSchemaSays() {
        assertThat(bodies().flatMap(this::problems).toList(), empty());
    }

    @Test
    void everyExampleOfAnOperationIsShown() {
        Set<String> shown =
                bodies().flatMap(body -> names(body.examples())).collect(Collectors.toCollection(HashSet::new));
        assertThat(
                names(api.root().at("/components/examples"))
                        .filter(name -> name.contains(".") && !shown.contains(name))
                        .toList(),
                empty());
    }

    private Stream<Body> bodies() {
        return api.operations().stream()
                .flatMap(operation -> Stream.concat(
                        contents(operation + " request", operation.node().path("requestBody")),
                        operation.node().path("responses").properties().stream()
                                .filter(response -> response.getKey().startsWith("2"))
                                .flatMap(response ->
                                        contents(operation + " " + response.getKey(), response.getValue()))));
    }

    private static Stream<Body> contents(String where, JsonNode holder) {
        return holder.path("content").properties().stream()
                .map(media -> new Body(where + " " + media.getKey(), media.getValue()));
    }

    private Stream<String> problems(Body body) {
        return body.examples()
                .valueStream()
                .map(example -> api.resolve(example).path("value"))
                .flatMap(value -> body.schema().has("contentSchema") ? lines(value) : Stream.of(value.toString()))
                .flatMap(json -> api.problems(body.schemaOfJson(), json).stream())
                .map(problem -> body + ": " + problem);
    }

    // Of a stream: events say their data in one line.
    private static Stream<String> lines(JsonNode text) {
        return text.asText()
                .lines()
                .map(line -> line.replaceFirst("^data:", ""))
                .filter(line -> line.startsWith("{"));
    }

    private static Stream<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey);
    }

    private record Body(String where, JsonNode media) {

        JsonNode examples() {
            return media.path("examples");
        }

        JsonNode schema() {
            return media.path("schema");
        }

        JsonNode schemaOfJson() {
            return schema().has("contentSchema") ? schema().path("contentSchema") : schema();
        }

        @Override
        public String toString() {
            return where;
        }
    }
}
