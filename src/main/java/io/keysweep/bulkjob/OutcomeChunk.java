package io.keysweep.bulkjob;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The items of one chunk that had the same outcome. */
record OutcomeChunk(Place place, Outcome outcome, String error, Instant at, List<UUID> ids) {

    /** Where a chunk stands in the order of a job's outcomes. */
    record Place(int sliceNo, int chunkNo, String outcome) {

        /** Before the first. */
        static final Place START = new Place(-1, -1, "");
    }

    Stream<ResultView> results() {
        return ids.stream().map(id -> ResultView.of(id, outcome, error, at));
    }
}
