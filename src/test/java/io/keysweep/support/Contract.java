package io.keysweep.support;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Fails the test if an answer below {@code /api} is not what the served OpenAPI document says of it: status, media type,
 * headers, and the body with no field that the document does not name. What is not described at all has to be answered by
 * an error of the documented form.
 */
public final class Contract implements Filter {

    private static final String API = "/api/";
    private static final String EVENT_DATA = "data:";
    private static final int FIRST_ERROR = 400;
    // Refused by the HTTP decoder before there is a request: a URI or headers beyond its limits.
    private static final Set<Integer> OF_DECODER = Set.of(414, 431);
    private static final int SHOWN = 500;

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        Response response = context.next(request, expected);
        URI uri = URI.create(request.getURI());
        if (uri.getPath().startsWith(API) && !request.getMethod().equals("OPTIONS")) {
            check(ApiDocument.servedBy(uri), request.getMethod(), uri.getRawPath(), Answer.of(response));
        }
        return response;
    }

    /**
     * Checks one answer.
     *
     * @throws AssertionError if it breaks the contract
     */
    public static void check(ApiDocument api, String method, String path, Answer answer) {
        if (OF_DECODER.contains(answer.status())) {
            return;
        }
        String call = method + " " + path + " answered " + answer.status();
        Optional<JsonNode> operation = api.operation(method.equals("HEAD") ? "GET" : method, path);
        if (operation.isEmpty()) {
            demand(answer.status() >= FIRST_ERROR, call + ", which is not described", answer);
            if (!method.equals("HEAD")) {
                checkJson(api, api.error(), call, answer);
            }
            return;
        }
        JsonNode response = api.resolve(operation.get().path("responses").path(String.valueOf(answer.status())));
        demand(!response.isMissingNode(), call + ", a status that is not described", answer);
        checkHeaders(api, response.path("headers"), call, answer);
        if (!method.equals("HEAD")) {
            checkBody(api, response.path("content"), call, answer);
        }
    }

    private static void checkHeaders(ApiDocument api, JsonNode headers, String call, Answer answer) {
        headers.properties().stream()
                .filter(header ->
                        api.resolve(header.getValue()).path("required").asBoolean())
                .forEach(header ->
                        demand(answer.header(header.getKey()) != null, call + " without " + header.getKey(), answer));
    }

    private static void checkBody(ApiDocument api, JsonNode content, String call, Answer answer) {
        if (content.isEmpty()) {
            demand(answer.body().isEmpty(), call + " with a body, and none is described", answer);
            return;
        }
        JsonNode media = content.path(answer.mediaType());
        demand(!media.isMissingNode(), call + " with a media type that is not described", answer);
        JsonNode schema = media.path("schema");
        JsonNode ofPart = schema.path("contentSchema");
        if (!ofPart.isMissingNode()) {
            parts(answer).forEach(part -> demandNone(api.problems(ofPart, part), call, answer));
        } else if (answer.mediaType().equals("application/json")) {
            checkJson(api, schema, call, answer);
        }
    }

    private static void checkJson(ApiDocument api, JsonNode schema, String call, Answer answer) {
        demand(answer.mediaType().equals("application/json"), call + " not in JSON", answer);
        demandNone(api.problems(schema, answer.body()), call, answer);
    }

    // Of a stream that is described by the form of its parts.
    private static Stream<String> parts(Answer answer) {
        Stream<String> lines = answer.body().lines().filter(line -> !line.isBlank());
        return answer.mediaType().equals("text/event-stream")
                ? lines.filter(line -> line.startsWith(EVENT_DATA)).map(line -> line.substring(EVENT_DATA.length()))
                : lines;
    }

    private static void demandNone(List<String> problems, String call, Answer answer) {
        demand(problems.isEmpty(), call + " with a body that is not as described: " + problems, answer);
    }

    private static void demand(boolean kept, String otherwise, Answer answer) {
        if (!kept) {
            String body = answer.body();
            throw new AssertionError("contract broken: " + otherwise + "; " + answer.mediaType() + ": "
                    + body.substring(0, Math.min(SHOWN, body.length())));
        }
    }

    /**
     * The parts of an answer that the contract is about.
     *
     * @param headers gives a header's value by its name, or null
     */
    public record Answer(int status, UnaryOperator<String> headers, String body) {

        static Answer of(Response response) {
            return new Answer(response.statusCode(), response::header, response.asString());
        }

        String header(String name) {
            return headers.apply(name);
        }

        String mediaType() {
            String type = header("Content-Type");
            return type == null ? "" : type.replaceFirst(";.*", "").strip();
        }
    }
}
