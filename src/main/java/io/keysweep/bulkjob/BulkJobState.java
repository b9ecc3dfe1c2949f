package io.keysweep.bulkjob;

import java.util.List;
import java.util.Locale;

/** How far a job is. Clients stop asking on anything but {@code in_progress}, so both live states say just that. */
enum BulkJobState {
    PLANNING("in_progress"),
    SWEEPING("in_progress"),
    COMPLETED("completed"),
    FAILED("failed");

    private final String overallStatus;

    BulkJobState(String overallStatus) {
        this.overallStatus = overallStatus;
    }

    String overallStatus() {
        return overallStatus;
    }

    /** Whether it never changes again. */
    boolean isFinal() {
        return this == COMPLETED || this == FAILED;
    }

    /** The value of {@code bulk_job.state}. */
    String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static BulkJobState of(String sqlName) {
        return valueOf(sqlName.toUpperCase(Locale.ROOT));
    }

    /** The states that say one of these; none for a status that there is not. */
    static List<String> sqlNamesSaying(List<String> overallStatuses) {
        return List.of(values()).stream()
                .filter(state -> overallStatuses.contains(state.overallStatus))
                .map(BulkJobState::sqlName)
                .toList();
    }
}
