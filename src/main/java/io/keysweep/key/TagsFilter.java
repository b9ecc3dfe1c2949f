package io.keysweep.key;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keysweep.http.BadRequestException;
import java.util.List;

/** The filter {@code tags} of a list of keys. */
final class TagsFilter {

    /** Holds if a key has all of the tags; the text is bound as text, and read as JSON by the database. */
    static final String CONTAINED = "sql('? @> cast(cast(? as text) as jsonb)', k.tags, %s) = true";

    private static final ObjectMapper JSON = new ObjectMapper();

    private TagsFilter() {}

    /** The tags asked for as JSON objects of texts, all of which must hold; blank ones are left out. */
    static List<String> of(List<String> values) {
        return values.stream()
                .filter(text -> !text.isBlank())
                .map(TagsFilter::canonical)
                .toList();
    }

    private static String canonical(String text) {
        JsonNode tags = parse(text);
        boolean texts = tags.isObject() && tags.valueStream().allMatch(JsonNode::isTextual);
        // PostgreSQL's jsonb takes no U+0000, in names or in values.
        if (!texts || tags.toString().contains("\\u0000")) {
            throw malformed();
        }
        return tags.toString();
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw malformed();
        }
    }

    private static BadRequestException malformed() {
        return new BadRequestException("tags: must be a JSON object of texts, such as {\"env\":\"prod\"}, URL-encoded");
    }
}
