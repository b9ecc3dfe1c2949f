package io.keysweep.bulkjob;

import io.keysweep.sweep.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A job as it was at one moment: state and counts come from one snapshot of the database.
 *
 * @param createdBy the subject of whoever asked for it
 * @param scopeSize how many ids its scope has
 * @param scopeIds these ids; empty if there are more than are worth repeating
 * @param fullyPlanned whether {@code counts.total} is final but for late-comers
 * @param error why it could not run, for a failed one
 */
record BulkJob(
        UUID id,
        String account,
        String createdBy,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> completedAt,
        JobState state,
        boolean abort,
        Scope scope,
        int scopeSize,
        List<UUID> scopeIds,
        Optional<Instant> createdAfter,
        Optional<Instant> createdBefore,
        Optional<Integer> keepLast,
        boolean includeLastOfGoneKeys,
        boolean fullyPlanned,
        Counts counts,
        Optional<String> error) {

    /** The most ids of a scope that are repeated in answers. */
    static final int IDS_REPEATED = 100;

    /** A job that was accepted just now. */
    static BulkJob accepted(UUID id, String account, String createdBy, Instant now, Selection selection) {
        int size = selection.ids().size();
        return new BulkJob(
                id,
                account,
                createdBy,
                now,
                now,
                Optional.empty(),
                JobState.PLANNING,
                false,
                selection.scope(),
                size,
                size > IDS_REPEATED ? List.of() : selection.ids(),
                selection.createdAfter(),
                selection.createdBefore(),
                selection.keepLast(),
                selection.includeLastOfGoneKeys(),
                false,
                new Counts(selection.scope() == Scope.BACKUPS ? size : 0, 0, 0, 0, 0),
                Optional.empty());
    }

    /**
     * 0 to 1, and it never falls: 0 until the whole selection is planned, since a share of what is planned so far would
     * fall as planning goes on.
     */
    double progress() {
        if (state == JobState.COMPLETED && !abort) {
            return 1;
        }
        boolean known = fullyPlanned || state.isFinal();
        return known && counts.total() > 0 ? Math.min(1, (double) counts.settled() / counts.total()) : 0;
    }
}
