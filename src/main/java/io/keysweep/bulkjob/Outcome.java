package io.keysweep.bulkjob;

import io.keysweep.http.BadRequestException;
import io.keysweep.http.Texts;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What became of an item. */
enum Outcome {
    /** Deleted by this job. */
    SUCCEEDED,
    /** The database refused to delete it. */
    FAILED,
    /** Named in the request, and not there, or not within the dates. */
    MISSING,
    /** Left alone, because it is held or the last backup of a key that is gone from Azure. */
    HELD,
    /** Named in the request, and left alone because the job ended before its turn. */
    ABORTED;

    private static final String SUCCESS = "Success";

    /** As it stands in the database and on the wire. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value in {@code detailed_status}. */
    String status(String error) {
        return switch (this) {
            case SUCCEEDED -> SUCCESS;
            case FAILED -> "NCERRBackupNotDeleted: " + error;
            case MISSING -> "NCERRResourceNotFound: no such backup, or not created within the dates";
            case HELD ->
                "NCERRBackupHeld: left alone, it is under a hold or the last backup of a key that is gone from Azure";
            case ABORTED -> "NCERRAborted: left alone, the job ended before its turn";
        };
    }

    static Outcome of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }

    /** From the query parameter; empty for all. */
    static Optional<List<String>> filter(List<String> values) {
        List<String> given = Texts.given(values);
        given.forEach(Outcome::check);
        return given.isEmpty() ? Optional.empty() : Optional.of(given);
    }

    private static void check(String value) {
        if (Arrays.stream(values()).noneMatch(outcome -> outcome.wireName().equals(value))) {
            throw new BadRequestException("outcome: must be one of "
                    + Arrays.stream(values()).map(Outcome::wireName).collect(Collectors.joining(", ")));
        }
    }
}
