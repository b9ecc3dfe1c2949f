package io.keysweep.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A run of a schedule.
 *
 * @param byHand whether somebody asked for it, and no time came
 * @param jobId the job that it made; empty if there was nothing to do, or it could not be made
 * @param status {@code in_progress}, {@code completed} or {@code failed}
 * @param leftOut what the schedule names and was not there when the run was made
 * @param counts of a run that takes backups; a bulk job or a synchronization has its own
 */
record JobRun(
        UUID id,
        String account,
        UUID configId,
        String operation,
        Instant dueAt,
        boolean byHand,
        Optional<UUID> jobId,
        String status,
        List<String> leftOut,
        Optional<RunCounts> counts,
        Optional<String> error,
        Instant createdAt,
        Optional<Instant> completedAt) {}
