package io.keysweep.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The OpenAPI document that the service serves, read once. Its objects are closed: what is not named is not allowed. */
public final class ApiDocument {

    /** Where it is. */
    public static final String PATH = "/q/openapi";

    // Letters, digits, hyphen, period, underscore, tilde.
    private static final Pattern NEEDLESS_ESCAPE =
            Pattern.compile("%(2[DEde]|3[0-9]|4[1-9A-Fa-f]|5[0-9Aa]|5[Ff]|6[1-9A-Fa-f]|7[0-9Aa]|7[Ee])");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<URI, ApiDocument> SERVED = new ConcurrentHashMap<>();

    private final JsonNode root;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

    ApiDocument(JsonNode document) {
        root = document;
        close(root);
    }

    /** The document of the service that serves this URI. */
    public static ApiDocument servedBy(URI any) {
        return SERVED.computeIfAbsent(any.resolve(PATH), ApiDocument::fetch);
    }

    private static ApiDocument fetch(URI uri) {
        HttpRequest request = HttpRequest.newBuilder(uri.resolve(PATH + "?format=json"))
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            return new ApiDocument(JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && "object".equals(object.path("type").asText())
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(ApiDocument::close);
    }

    /** The whole document. */
    public JsonNode root() {
        return root;
    }

    /** The described operations. */
    public List<Operation> operations() {
        return root.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .map(entry -> new Operation(
                                entry.getKey().toUpperCase(Locale.ROOT), path.getKey(), entry.getValue())))
                .toList();
    }

    /** The operation that a request means; a path without variables goes before one with some. */
    public Optional<JsonNode> operation(String method, String path) {
        // Clients of the product end paths with a slash, or do not; both are served.
        // An escape that need not be one is what it stands for (RFC 3986, section 6.2.2.2).
        String unescaped = NEEDLESS_ESCAPE
                .matcher(path)
                .replaceAll(escape -> String.valueOf((char) Integer.parseInt(escape.group(1), 16)));
        String plain = unescaped.endsWith("/") ? unescaped.substring(0, unescaped.length() - 1) : unescaped;
        return operations().stream()
                .filter(operation -> operation.method().equals(method) && operation.takes(plain))
                .min(Comparator.comparing(operation -> operation.path().contains("{")))
                .map(Operation::node);
    }

    /** The node, or what it refers to. */
    public JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** The schema of all errors. */
    JsonNode error() {
        return root.at("/components/schemas/Error");
    }

    /** What is wrong with a JSON text by this schema. */
    public List<String> problems(JsonNode schema, String json) {
        return schemas
                .computeIfAbsent(schema, this::compile)
                .validate(
                        json,
                        InputFormat.JSON,
                        run -> run.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Error::toString)
                .toList();
    }

    // References of a schema start at the root of the document.
    private Schema compile(JsonNode schema) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", root.path("components"));
        return registry.getSchema(whole);
    }

    /**
     * An operation.
     *
     * @param path with variables in braces
     */
    public record Operation(String method, String path, JsonNode node) {

        boolean takes(String actual) {
            List<String> template = segments(path);
            List<String> segments = segments(actual);
            if (template.size() != segments.size()) {
                return false;
            }
            for (int i = 0; i < template.size(); i++) {
                boolean variable = template.get(i).startsWith("{");
                if (variable ? segments.get(i).isEmpty() : !template.get(i).equals(segments.get(i))) {
                    return false;
                }
            }
            return true;
        }

        // A slash at the end changes nothing.
        private static List<String> segments(String path) {
            return Arrays.asList(path.split("/"));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }
}
