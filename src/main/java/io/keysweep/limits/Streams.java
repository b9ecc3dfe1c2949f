package io.keysweep.limits;

import jakarta.inject.Singleton;

/** The streams that this replica has places for. */
@Singleton
public class Streams {

    private final StreamPlaces events;
    private final StreamPlaces reports;

    Streams(LimitsConfig config) {
        this.events = new StreamPlaces("events", config.eventStreams(), config.eventStreamsPerAccount());
        this.reports = new StreamPlaces("reports", config.reportStreams(), config.reportStreamsPerAccount());
    }

    /** Of events: they take little, and last. */
    public StreamPlaces events() {
        return events;
    }

    /** Of reports, which are results of jobs, leaves of certificates and walks along the audit: they keep the database busy. */
    public StreamPlaces reports() {
        return reports;
    }
}
