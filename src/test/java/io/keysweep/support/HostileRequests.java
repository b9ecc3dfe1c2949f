package io.keysweep.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests that keep to the description of an operation in most parts, and break it in some. The same for a seed. */
public final class HostileRequests {

    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]*)}");
    private static final int MANY = 10_001;
    private static final int LONG = 5_000;
    private static final int DEEP = 2_000;

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "null",
            "0",
            "-1",
            "99999999999999999999",
            "1e400",
            "true",
            "*",
            "%",
            "' OR 1=1 --",
            "\u0000",
            "a\u0000b",
            "\u202Etxt.exe",
            "\u200B\uFEFF",
            "\uD83D\uDE00\u0301",
            "\uD800",
            "../../..",
            "<script>",
            "\r\nX-Injected: 1",
            "{\"a\":1}",
            "[]",
            "2024-13-45",
            "2024-02-30T25:61:61Z",
            "0000-01-01",
            "9999-12-31T23:59:59.999999999-18:00",
            "+292278994-08-17T07:12:55Z",
            "1-1-1-1-1",
            "{00000000-0000-4000-8000-000000000000}",
            "00000000-0000-4000-8000-000000000000",
            "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
            "x".repeat(LONG));

    private static final List<String> JSON = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "1e400",
            "9".repeat(400),
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\u202e\\u200b\"",
            "\"2024-02-30\"",
            "\"2030-01-01\"",
            "\"1990-01-01T00:00:00+18:01\"",
            "\"00000000-0000-4000-8000-000000000000\"",
            "[]",
            "[null]",
            "[[[]]]",
            "{}",
            "{\"\":null}",
            "\"" + "x".repeat(LONG) + "\"",
            "[" + "\"00000000-0000-4000-8000-000000000000\",".repeat(MANY) + "1]",
            "[".repeat(DEEP) + "]".repeat(DEEP),
            "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP));

    private static final List<String> BODIES = List.of(
            "",
            " ",
            "null",
            "[]",
            "\"text\"",
            "1",
            "{",
            "{}{}",
            "{\"operation\"}",
            "{'a':1}",
            "\uFEFF{}",
            "NaN",
            "<xml/>");

    private static final List<String> TYPES = List.of(
            "text/plain",
            "application/xml",
            "application/json;charset=utf-16",
            "application/json;charset=nonsense",
            "application/octet-stream",
            "application/merge-patch+json",
            "*/*",
            "nonsense");

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

    private final Random random;
    private final Map<String, String> known;

    /**
     * Of this seed.
     *
     * @param known values of path variables and body fields, and of {@code id} by the path's end before it, that mean
     *     something
     */
    public HostileRequests(long seed, Map<String, String> known) {
        this.random = new Random(seed);
        this.known = known;
    }

    /** What to send. */
    public record Hostile(String method, String target, Map<String, String> headers, String body) {

        @Override
        public String toString() {
            String shown = body == null ? "" : body.length() > 300 ? body.substring(0, 300) + "…" : body;
            return method + " " + target + " " + headers + " " + shown;
        }
    }

    /** One more request of the operation. */
    public Hostile next(ApiDocument api, ApiDocument.Operation operation) {
        Map<String, String> headers = new LinkedHashMap<>();
        JsonNode described = operation.node().path("requestBody");
        String body = described.isMissingNode() ? null : body(api, described.at("/content/application~1json/schema"));
        if (body != null) {
            headers.put("Content-Type", rarely() ? pick(TYPES) : "application/json");
        }
        if (rarely()) {
            headers.put("Accept", pick(TYPES));
        }
        if (rarely()) {
            headers.put("Idempotency-Key", pick(List.of("", "\"", "\"\"", "a b", "k".repeat(300), "\u00e4", "k")));
        }
        String method = rarely() ? pick(METHODS) : operation.method();
        return new Hostile(
                method, path(operation.path()) + query(operation.node().path("parameters")), headers, body);
    }

    private String path(String template) {
        StringBuilder path = new StringBuilder();
        Matcher variable = VARIABLE.matcher(template);
        while (variable.find()) {
            String before = template.substring(0, variable.start());
            String kind = variable.group(1).equals("id")
                    ? before.substring(before.lastIndexOf('/', before.length() - 2) + 1)
                    : variable.group(1);
            String value = rarely() ? pick(TEXTS) : known.getOrDefault(kind, "none");
            variable.appendReplacement(path, Matcher.quoteReplacement(encode(value)));
        }
        return variable.appendTail(path).toString();
    }

    private String query(JsonNode parameters) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        parameters.forEach(parameter -> {
            if (parameter.path("in").asText().equals("query") && rarely()) {
                query.add(parameter.path("name").asText() + "=" + encode(pick(TEXTS)));
            }
        });
        return query.toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String body(ApiDocument api, JsonNode schema) {
        return random.nextInt(8) == 0 ? pick(BODIES) : object(api, api.resolve(schema));
    }

    // Fields in any order, some left out, some twice, some of another type, some that there are not.
    private String object(ApiDocument api, JsonNode schema) {
        List<String> fields = new ArrayList<>();
        boolean brief = schema.path("properties").size() > 3;
        schema.path("properties").properties().forEach(property -> {
            int copies = brief ? (random.nextInt(4) == 0 ? 1 : 0) : rarely() ? 0 : 1;
            for (int i = 0; i < copies + (random.nextInt(20) == 0 ? 1 : 0); i++) {
                fields.add("\"" + property.getKey() + "\":"
                        + value(api, property.getKey(), api.resolve(property.getValue())));
            }
        });
        if (random.nextInt(10) == 0) {
            fields.add("\"" + pick(List.of("extra", "vault_Id", "\\u0000", "")) + "\":" + pick(JSON));
        }
        return "{" + String.join(",", fields) + "}";
    }

    private String value(ApiDocument api, String name, JsonNode schema) {
        if (rarely()) {
            return pick(JSON);
        }
        if (schema.path("properties").isObject()) {
            return object(api, schema);
        }
        if (schema.path("enum").isArray()) {
            return schema.path("enum").get(0).toString();
        }
        return switch (schema.path("type").asText()) {
            case "boolean" -> "true";
            case "integer" -> "1";
            case "array" -> "[\"" + known.getOrDefault(name, "a") + "\"]";
            default -> "\"" + known.getOrDefault(name, "2024-01-01") + "\"";
        };
    }

    private boolean rarely() {
        return random.nextInt(5) == 0;
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
