package io.keysweep.audit;

import java.util.Map;
import java.util.Objects;

/**
 * What a caller is about to have done where our database's transactions do not reach.
 *
 * @param operation {@code key-purge} say; the records are {@code key-purge.requested} and {@code key-purge.concluded}
 * @param subject the URI of what is to be changed, or of what something is to be made in
 * @param details what may be told of it
 */
public record Intent(String account, String operation, String subject, Map<String, String> details) {

    public Intent {
        Objects.requireNonNull(account);
        Objects.requireNonNull(operation);
        Objects.requireNonNull(subject);
        details = Map.copyOf(details);
    }
}
