package io.keysweep.bulkjob;

import io.keysweep.http.BadRequestException;
import io.keysweep.http.ConflictException;
import io.keysweep.http.UnprocessableException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client names a create call by, so that asking again cannot make a second job. Valid per account, for
 * {@link BulkJobConfig#idempotencyRetention}.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">The Idempotency-Key header</a>
 */
record IdempotencyKey(String value) {

    static final String HEADER = "Idempotency-Key";
    static final String REPLAYED_HEADER = "Idempotency-Replayed";

    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,255}");

    IdempotencyKey {
        if (!FORM.matcher(value).matches()) {
            throw new BadRequestException(HEADER + ": must be 1 to 255 visible ASCII characters, such as a UUID");
        }
    }

    /** From the header; the draft writes the key in quotes, and clients do both. */
    static Optional<IdempotencyKey> of(String header) {
        if (header == null) {
            return Optional.empty();
        }
        boolean quoted = header.length() >= 2 && header.startsWith("\"") && header.endsWith("\"");
        return Optional.of(new IdempotencyKey(quoted ? header.substring(1, header.length() - 1) : header));
    }

    UnprocessableException usedForAnother() {
        return new UnprocessableException(HEADER + ": this key was used for another request; take a new one");
    }

    ConflictException vanished() {
        return new ConflictException(HEADER + ": this key expired just now; try again");
    }
}
