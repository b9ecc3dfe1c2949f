package io.keysweep.schedule;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A schedule as it is stored.
 *
 * @param revision goes up with each change
 * @param nextRunAt empty if it is not due any more
 */
record JobConfig(
        UUID id,
        String account,
        JobConfigDraft draft,
        String createdBy,
        Instant createdAt,
        Instant updatedAt,
        int revision,
        Optional<Instant> nextRunAt) {}
