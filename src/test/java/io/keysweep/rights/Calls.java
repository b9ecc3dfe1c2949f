package io.keysweep.rights;

import com.fasterxml.jackson.databind.JsonNode;
import io.keysweep.support.ApiDocument;
import io.keysweep.support.ApiDocument.Operation;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calls of described operations with names of objects left open. */
final class Calls {

    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]*)}");
    private static final Pattern NAME = Pattern.compile("\\{\\{([^}]*)}}");
    private static final Pattern NAMES_AN_OBJECT =
            Pattern.compile("(.*_)?(id|ids|vaults?|backups?|keys?|connections?)");
    // Of Azure, of its directory or of the issuer; add-vaults describes vaults, and names none.
    private static final Set<String> NOT_OURS =
            Set.of("client_id", "tenant_id", "subscription_id", "user_id", "azure_vault_id", "vaults");
    private static final Set<String> SWITCHES = Set.of("take_cloud_key_backup", "include_last_of_gone_keys");

    private final ApiDocument api;
    private final List<String> lines = lines("bodies.txt");

    /**
     * A call.
     *
     * @param path with names in double braces
     * @param body the same; null for none
     */
    record Call(Operation operation, String path, String body, boolean ofRoles) {

        Response send(RequestSpecification caller, Map<String, String> known) {
            RequestSpecification request = caller.redirects().follow(false);
            if (body != null) {
                request.contentType(ContentType.JSON).body(filled(body, known));
            }
            return request.request(operation.method(), filled(path, known));
        }

        /** The names that it is open in. */
        Set<String> names() {
            Set<String> names = pathNames();
            Matcher name = NAME.matcher(body == null ? "" : body);
            while (name.find()) {
                names.add(name.group(1));
            }
            return names;
        }

        Set<String> pathNames() {
            Set<String> names = new LinkedHashSet<>();
            Matcher name = NAME.matcher(path);
            while (name.find()) {
                names.add(name.group(1));
            }
            return names;
        }

        String id() {
            return Calls.id(operation);
        }

        @Override
        public String toString() {
            return id() + (body == null ? "" : " " + body);
        }
    }

    Calls(ApiDocument api) {
        this.api = api;
    }

    static String id(Operation operation) {
        return operation.node().path("operationId").asText();
    }

    /** Lines of a table beside this class's tests, without comments. */
    static List<String> lines(String table) {
        try (InputStream text = Calls.class.getResourceAsStream("/rights/" + table)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One at least. */
    List<Call> of(Operation operation) {
        String path = path(operation.path());
        List<Call> calls = new ArrayList<>();
        String id = id(operation);
        for (String line : lines) {
            String name = line.substring(0, line.indexOf(' '));
            if (name.equals(id) || name.equals(id + "~")) {
                calls.add(new Call(operation, path, line.substring(name.length() + 1), name.equals(id)));
            }
        }
        if (calls.isEmpty()) {
            calls.add(new Call(operation, path, example(operation), true));
        }
        return calls;
    }

    private String example(Operation operation) {
        JsonNode content = operation.node().at("/requestBody/content/application~1json");
        if (content.isMissingNode()) {
            return null;
        }
        JsonNode example = content.path("example");
        if (example.isMissingNode()) {
            JsonNode first = content.path("examples").iterator().next();
            example = api.resolve(first).path("value");
        }
        return example.toString();
    }

    private static String path(String template) {
        return VARIABLE.matcher(template).replaceAll(found -> {
            String before = template.substring(0, found.start());
            String name = found.group(1).equals("id")
                    ? before.substring(before.lastIndexOf('/', before.length() - 2) + 1)
                    : found.group(1);
            return Matcher.quoteReplacement("{{" + name + "}}");
        });
    }

    static String filled(String text, Map<String, String> known) {
        return NAME.matcher(text).replaceAll(found -> {
            String value = known.get(found.group(1));
            if (value == null) {
                throw new IllegalArgumentException(text + ": nothing is known of " + found.group(1));
            }
            return Matcher.quoteReplacement(value);
        });
    }

    /** Fields that could name an object of another account, and that no body of the table has. */
    Set<String> untried(Operation operation) {
        Set<String> fields = new TreeSet<>();
        if (operation.node().path("security").isEmpty()) {
            return fields;
        }
        collect(operation.node().at("/requestBody/content/application~1json/schema"), fields);
        String bodies = of(operation).toString();
        fields.removeIf(field -> NOT_OURS.contains(field)
                || SWITCHES.contains(field)
                || !NAMES_AN_OBJECT.matcher(field).matches()
                || bodies.contains("\"" + field + "\""));
        return fields;
    }

    private void collect(JsonNode schema, Set<String> fields) {
        JsonNode whole = api.resolve(schema);
        whole.path("properties").properties().forEach(property -> {
            fields.add(property.getKey());
            collect(property.getValue(), fields);
        });
        if (whole.has("items")) {
            collect(whole.path("items"), fields);
        }
        List.of("allOf", "anyOf", "oneOf").forEach(of -> whole.path(of).forEach(part -> collect(part, fields)));
    }
}
