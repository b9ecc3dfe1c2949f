package io.keysweep.bulkjob;

import java.util.Optional;
import java.util.UUID;

/** Reads the id of a job from a path or a filter, where anything else is an id that no job has. */
final class JobId {

    private static final int LENGTH = 36;

    private JobId() {}

    static Optional<UUID> read(String text) {
        try {
            return text.length() == LENGTH ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
