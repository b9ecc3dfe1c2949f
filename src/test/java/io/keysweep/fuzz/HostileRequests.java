package io.keysweep.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.keysweep.support.ApiDocument;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Random;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests that keep to the description of an operation in most parts, and break it in some. The same for a seed, as far
 * as what is known is the same.
 */
final class HostileRequests {

    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]*)}");

    private final ApiDocument api;
    private final Random random;
    private final Map<String, String> known;
    private final HostileBodies bodies;

    /**
     * Of this seed.
     *
     * @param known values of path variables and body fields, and of {@code id} by the path's end before it, that mean
     *     something; may change
     */
    HostileRequests(ApiDocument api, long seed, Map<String, String> known) {
        this.api = api;
        this.random = new Random(seed);
        this.known = known;
        this.bodies = new HostileBodies(api, random, known);
    }

    /** One more request of the operation. */
    Hostile next(ApiDocument.Operation operation) {
        JsonNode content = operation.node().at("/requestBody/content/application~1json");
        byte[] body = content.isMissingNode() && random.nextInt(20) > 0 ? null : bodies.next(content);
        boolean asWritten = random.nextInt(12) > 0;
        boolean framed = random.nextInt(25) > 0;
        String path = path(operation.path());
        String query = query(operation.node().path("parameters"));
        boolean plain = asWritten && !query.contains("%zz");
        return new Hostile(
                random.nextInt(25) == 0 ? pick(HostileValues.METHODS) : operation.method(),
                (asWritten ? path : bent(path)) + query,
                headers(body, framed),
                body,
                framed,
                plain);
    }

    private List<Entry<String, String>> headers(byte[] body, boolean framed) {
        List<Entry<String, String>> headers = new ArrayList<>();
        if (body != null) {
            boolean confused = random.nextInt(10) == 0;
            headers.add(Map.entry("Content-Type", confused ? pick(HostileValues.TYPES) : "application/json"));
        }
        if (random.nextInt(10) == 0) {
            headers.add(Map.entry("Accept", pick(HostileValues.TYPES)));
        }
        if (rarely()) {
            headers.add(entry(pick(HostileValues.HEADERS)));
        }
        if (!framed) {
            headers.add(entry(pick(HostileValues.FRAMING)));
        }
        return headers;
    }

    private static Entry<String, String> entry(List<String> nameAndValue) {
        return Map.entry(nameAndValue.get(0), nameAndValue.get(1));
    }

    private String path(String template) {
        StringBuilder path = new StringBuilder();
        Matcher variable = VARIABLE.matcher(template);
        while (variable.find()) {
            String before = template.substring(0, variable.start());
            String kind = variable.group(1).equals("id")
                    ? before.substring(before.lastIndexOf('/', before.length() - 2) + 1)
                    : variable.group(1);
            String value = random.nextInt(12) == 0 ? pick(HostileValues.TEXTS) : known.getOrDefault(kind, "none");
            variable.appendReplacement(path, Matcher.quoteReplacement(encode(value)));
        }
        return variable.appendTail(path).toString();
    }

    // Something between two segments, at the end, or a letter spelt in another way.
    private String bent(String path) {
        int slash = path.indexOf('/', 1 + random.nextInt(path.length() - 1));
        String part = pick(HostileValues.PATH_PARTS);
        return switch (random.nextInt(3)) {
            case 0 -> path + part;
            case 1 -> slash < 0 ? path + "/" : path.substring(0, slash) + part + path.substring(slash);
            default -> path.replaceFirst("a", "%61");
        };
    }

    private String query(JsonNode parameters) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        parameters.forEach(parameter -> {
            if (parameter.path("in").asText().equals("query") && rarely()) {
                String name = parameter.path("name").asText();
                query.add(name + "=" + value(name));
                if (rarely()) {
                    query.add(name + "=" + value(name));
                }
            }
        });
        if (random.nextInt(30) == 0) {
            query.add(pick(List.of("%zz", "a=%ff%fe", "=", "&&&", "skip=%00", "sort=%2Dname", "x".repeat(5_000))));
        }
        return query.toString();
    }

    private String value(String name) {
        if (rarely()) {
            return encode(bodies.stretched(known.getOrDefault(name, name)));
        }
        boolean sensible = known.containsKey(name) && random.nextBoolean();
        return encode(sensible ? known.get(name) : pick(HostileValues.TEXTS));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private boolean rarely() {
        return random.nextInt(5) == 0;
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
