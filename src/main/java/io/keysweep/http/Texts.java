package io.keysweep.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What every text of a caller that is stored or searched for has to be like. Lengths are in characters as OpenAPI counts them,
 * code points. PostgreSQL has no U+0000 in a text. Problems are told as {@link BadRequestException}s that name the field.
 */
public final class Texts {

    /** The most that a map of a caller's own, of tags or labels say, may take, in bytes. */
    public static final int MAP_MAXIMUM = 16_384;

    private Texts() {}

    /** The text, if it has at most so many characters, all of which can be stored; null stays null. */
    public static String checked(String field, String text, int maximum) {
        if (text == null) {
            return null;
        }
        int length = text.codePointCount(0, text.length());
        if (length > maximum) {
            throw new BadRequestException(field + ": must have at most " + maximum + " characters, has " + length);
        }
        return storable(field, text);
    }

    /** The text, if all its characters can be stored. */
    public static String storable(String field, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new BadRequestException(field + ": must not contain the character U+0000");
        }
        return text;
    }

    /** What of a query parameter's values was asked for: generated clients send a blank one for an option that is not set. */
    public static List<String> given(List<String> values) {
        return values == null
                ? List.of()
                : values.stream()
                        .filter(text -> text != null && !text.isBlank())
                        .toList();
    }

    /** Texts to search for, any of which will do; null if none was given. */
    public static String[] anyOf(String field, List<String> texts) {
        List<String> given = given(texts);
        return given.isEmpty()
                ? null
                : given.stream().map(text -> storable(field, text)).toArray(String[]::new);
    }

    /** The map, if it takes at most {@link #MAP_MAXIMUM} bytes and can be stored, names and values at every depth. */
    public static <V> Map<String, V> checked(String field, Map<String, V> map) {
        String text = map.toString();
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAP_MAXIMUM) {
            throw new BadRequestException(field + ": must take at most " + MAP_MAXIMUM + " bytes, takes " + bytes);
        }
        storable(field, text);
        return map;
    }
}
