package io.keysweep.sweep;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** How far a job is. Clients stop asking on anything but {@code in_progress}, so both live states say just that. */
public enum JobState {
    PLANNING("in_progress"),
    SWEEPING("in_progress"),
    COMPLETED("completed"),
    FAILED("failed");

    private final String overallStatus;

    JobState(String overallStatus) {
        this.overallStatus = overallStatus;
    }

    /** What clients are told. */
    public String overallStatus() {
        return overallStatus;
    }

    /** Whether it never changes again. */
    public boolean isFinal() {
        return this == COMPLETED || this == FAILED;
    }

    /** The value of {@code bulk_job.state}. */
    public String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** From the value of {@code bulk_job.state}. */
    public static JobState of(String sqlName) {
        return valueOf(sqlName.toUpperCase(Locale.ROOT));
    }

    /** The states that say one of these, none for a status that there is not; null for null. */
    public static String[] sqlNamesSaying(String[] overallStatuses) {
        return overallStatuses == null
                ? null
                : Stream.of(values())
                        .filter(state -> Arrays.asList(overallStatuses).contains(state.overallStatus))
                        .map(JobState::sqlName)
                        .toArray(String[]::new);
    }
}
