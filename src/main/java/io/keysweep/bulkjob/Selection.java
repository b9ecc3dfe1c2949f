package io.keysweep.bulkjob;

import io.keysweep.digest.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Which backups a job is about, as asked for. That none is meant by omission is part of the type: there is always a scope,
 * and it always names something.
 *
 * @param scope by what they are picked
 * @param ids the vault, the key, the keys or the backups; none twice
 * @param createdAfter exclusive, to the microsecond
 * @param createdBefore exclusive, to the microsecond; the time of acceptance bounds it besides
 * @param keepLast how many of the newest backups of each key are not selected, 1 or more; never with named backups
 * @param includeLastOfGoneKeys whether the last backup of a key that is gone from Azure goes too
 */
record Selection(
        Scope scope,
        List<UUID> ids,
        Optional<Instant> createdAfter,
        Optional<Instant> createdBefore,
        Optional<Integer> keepLast,
        boolean includeLastOfGoneKeys) {

    Selection {
        ids = ids.stream().distinct().toList();
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("a selection of nothing");
        }
        if (ids.size() > 1 && (scope == Scope.VAULT || scope == Scope.KEY)) {
            throw new IllegalArgumentException(ids.size() + " ids for one " + scope.sqlName());
        }
        if (keepLast.isPresent() && (keepLast.get() < 1 || scope == Scope.BACKUPS)) {
            throw new IllegalArgumentException("keep " + keepLast.get() + " of " + scope.sqlName());
        }
    }

    /**
     * SHA-256 of who asks for what: equal for requests that mean the same, whatever their layout, and the order of ids.
     *
     * @param requester the subject of the caller
     */
    byte[] fingerprint(String requester) {
        String canonical = String.join(
                "\n",
                requester,
                scope.sqlName(),
                ids.stream().sorted().map(UUID::toString).collect(Collectors.joining(",")),
                createdAfter.map(Instant::toString).orElse(""),
                createdBefore.map(Instant::toString).orElse(""),
                keepLast.map(String::valueOf).orElse(""),
                String.valueOf(includeLastOfGoneKeys));
        return Sha256.of(canonical);
    }
}
