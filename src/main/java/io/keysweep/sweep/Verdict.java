package io.keysweep.sweep;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What a failed step means for the work.
 *
 * @param fault whether trying again can help
 * @param error one line for users and logs
 * @param retryAfter how long whoever failed asks to be left alone, if it said so
 */
public record Verdict(Fault fault, String error, Optional<Duration> retryAfter) {

    public Verdict {
        Objects.requireNonNull(fault);
        Objects.requireNonNull(error);
    }

    /** What an answer of the database, or the lack of one, means. */
    public static Verdict ofDatabase(Throwable failure) {
        return new Verdict(Fault.of(failure), Fault.describe(failure), Optional.empty());
    }
}
