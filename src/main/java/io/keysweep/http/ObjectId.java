package io.keysweep.http;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids as callers write them: UUIDs in their canonical form, in either case. Anything else names no object. */
public final class ObjectId {

    // UUID.fromString also takes shortened forms, such as 1-1-1-1-1.
    private static final Pattern CANONICAL =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private ObjectId() {}

    /** The id, or empty if the text is none. */
    public static Optional<UUID> parse(String text) {
        return text != null && CANONICAL.matcher(text).matches()
                ? Optional.of(UUID.fromString(text))
                : Optional.empty();
    }

    /** Ids to look for, any of which will do; null if none was given. A text that is no id names nothing. */
    public static UUID[] anyOf(List<String> texts) {
        List<String> given = Texts.given(texts);
        return given.isEmpty()
                ? null
                : given.stream().map(ObjectId::parse).flatMap(Optional::stream).toArray(UUID[]::new);
    }

    /**
     * The id in a path.
     *
     * @param what names the kind of object in the error, such as {@code vault}
     * @throws NotFoundException if the text is no id: there is no such object
     */
    public static UUID ofPath(String what, String text) {
        return parse(text).orElseThrow(() -> new NotFoundException(what + ": there is none of this id"));
    }
}
