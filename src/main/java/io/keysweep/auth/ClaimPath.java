package io.keysweep.auth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a claim lies in a token: names from the top, separated by {@code /}; a name that has a slash itself stands in double
 * quotes, as in {@code smallrye.jwt.path.groups}.
 */
record ClaimPath(List<String> names) {

    private static final Pattern SLASH_OUTSIDE_QUOTES = Pattern.compile("/(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

    static ClaimPath of(String path) {
        return new ClaimPath(Arrays.stream(SLASH_OUTSIDE_QUOTES.split(path, -1))
                .map(name -> name.replace("\"", "").strip())
                .toList());
    }

    /** Whether every name is there. */
    boolean valid() {
        return names.stream().noneMatch(String::isEmpty);
    }

    /** Whether the token has the claim, whatever it is. */
    boolean in(JsonObject claims) {
        return value(claims) != null;
    }

    /** The claim, if it is a string that is not blank. */
    Optional<String> text(JsonObject claims) {
        return value(claims) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    /** The claim as a set: the strings of an array, or the one string; a string is never split, group names have spaces. */
    Set<String> texts(JsonObject claims) {
        Object value = value(claims);
        if (value instanceof JsonArray array) {
            return array.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .collect(Collectors.toUnmodifiableSet());
        }
        return value instanceof String text ? Set.of(text) : Set.of();
    }

    private Object value(JsonObject claims) {
        Object value = claims;
        for (String name : names) {
            value = value instanceof JsonObject object ? object.getValue(name) : null;
        }
        return value;
    }
}
