package io.keysweep.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.keysweep.support.ApiDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Bodies made of what the document says of an operation: its example with ids that mean something, or what its schema
 * allows, with a few things broken.
 */
final class HostileBodies {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String MARK = "@@";
    private static final byte[] SURROGATE = {(byte) 0xED, (byte) 0xA0, (byte) 0x80};
    private static final int MOST_CHANGES = 4;

    private final ApiDocument api;
    private final Random random;
    private final Map<String, String> known;

    HostileBodies(ApiDocument api, Random random, Map<String, String> known) {
        this.api = api;
        this.random = random;
        this.known = known;
    }

    /** A place in a tree: a member of an object, or an element of a list. */
    private record Place(JsonNode parent, String name, int index) {

        JsonNode value() {
            return parent.isObject() ? parent.get(name) : parent.get(index);
        }

        void set(JsonNode value) {
            if (parent instanceof ObjectNode object) {
                object.set(name, value);
            } else {
                ((ArrayNode) parent).set(index, value);
            }
        }

        void remove() {
            if (parent instanceof ObjectNode object) {
                object.remove(name);
            } else {
                ((ArrayNode) parent).remove(index);
            }
        }
    }

    /** A body for this description of one. */
    byte[] next(JsonNode content) {
        if (random.nextInt(10) == 0) {
            return bytes(pick(HostileValues.BODIES));
        }
        JsonNode example = api.resolve(content.path("examples").path(firstName(content.path("examples"))))
                .path("value");
        boolean asShown = example.isObject() && random.nextBoolean();
        JsonNode tree = asShown ? withKnown("", example) : ofSchema("", api.resolve(content.path("schema")), 0);
        List<String> raw = new ArrayList<>();
        for (int changes = random.nextInt(MOST_CHANGES); changes > 0; changes--) {
            change(tree, raw);
        }
        return bytes(written(tree, raw));
    }

    private static String firstName(JsonNode object) {
        return object.isEmpty() ? "" : object.fieldNames().next();
    }

    private JsonNode withKnown(String name, JsonNode example) {
        if (example.isObject()) {
            ObjectNode object = NODES.objectNode();
            example.properties()
                    .forEach(entry -> object.set(entry.getKey(), withKnown(entry.getKey(), entry.getValue())));
            return object;
        }
        if (example.isArray()) {
            ArrayNode array = NODES.arrayNode();
            example.forEach(element -> array.add(withKnown(name, element)));
            return array;
        }
        return known.containsKey(name) ? TextNode.valueOf(known.get(name)) : example;
    }

    private JsonNode ofSchema(String name, JsonNode schema, int depth) {
        if (schema.path("properties").isObject() && depth < 4) {
            ObjectNode object = NODES.objectNode();
            boolean brief = schema.path("properties").size() > 3;
            schema.path("properties").properties().forEach(property -> {
                if (random.nextInt(4) == 0 == brief) {
                    object.set(
                            property.getKey(),
                            ofSchema(property.getKey(), api.resolve(property.getValue()), depth + 1));
                }
            });
            return object;
        }
        if (schema.path("enum").isArray()) {
            return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
        }
        return switch (schema.path("type").asText()) {
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "integer", "number" -> NODES.numberNode(1);
            case "array" -> NODES.arrayNode().add(ofSchema(name, api.resolve(schema.path("items")), depth + 1));
            default -> NODES.textNode(known.getOrDefault(name, "2024-01-01"));
        };
    }

    private void change(JsonNode tree, List<String> raw) {
        List<Place> places = new ArrayList<>();
        collect(tree, places);
        if (places.isEmpty()) {
            return;
        }
        Place place = places.get(random.nextInt(places.size()));
        switch (random.nextInt(6)) {
            case 0, 1 -> place.set(mark(pick(HostileValues.JSON), raw));
            case 2 -> place.remove();
            case 3 -> add(place, raw);
            case 4 -> reverseRange(place);
            default -> place.set(TextNode.valueOf(stretched(place.value().asText())));
        }
    }

    private static void collect(JsonNode node, List<Place> places) {
        if (node.isObject()) {
            node.properties().forEach(entry -> places.add(new Place(node, entry.getKey(), 0)));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                places.add(new Place(node, "", i));
            }
        }
        node.forEach(child -> collect(child, places));
    }

    // A field that there is not, or one a second time.
    private void add(Place place, List<String> raw) {
        if (place.parent() instanceof ObjectNode object) {
            String value = random.nextBoolean()
                    ? pick(HostileValues.JSON)
                    : place.value().toString();
            String name = random.nextBoolean()
                    ? place.name()
                    : pick(List.of("extra", "vault_Id", "\\u0000", "__proto__", ""));
            raw.add("\"" + name + "\":" + value);
            object.put(MARK + (raw.size() - 1) + MARK, 0);
        }
    }

    private static void reverseRange(Place place) {
        if (place.parent() instanceof ObjectNode object) {
            object.put("created_after", "2030-01-01").put("created_before", "2020-01-01");
        }
    }

    /** The text at a length where something ends, or with a character that is not what it seems. */
    String stretched(String text) {
        if (random.nextBoolean()) {
            int at = random.nextInt(text.length() + 1);
            return text.substring(0, at) + pick(HostileValues.ODD) + text.substring(at);
        }
        String unit = text.isEmpty() ? "x" : text;
        int length = pick(HostileValues.LENGTHS);
        return unit.repeat(length / unit.length() + 1).substring(0, length);
    }

    private static TextNode mark(String value, List<String> raw) {
        raw.add(value);
        return TextNode.valueOf(MARK + (raw.size() - 1) + MARK);
    }

    private static String written(JsonNode tree, List<String> raw) {
        String text = tree.toString();
        for (int i = 0; i < raw.size(); i++) {
            String mark = "\"" + MARK + i + MARK + "\"";
            text = text.replace(mark + ":0", raw.get(i)).replace(mark, raw.get(i));
        }
        return text;
    }

    // Now and then with what no encoder would write.
    private byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > SURROGATE.length && random.nextInt(40) == 0) {
            System.arraycopy(SURROGATE, 0, bytes, random.nextInt(bytes.length - SURROGATE.length), SURROGATE.length);
        }
        return bytes;
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
