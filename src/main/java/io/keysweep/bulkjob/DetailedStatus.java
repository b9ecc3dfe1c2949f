package io.keysweep.bulkjob;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The rules of {@code detailed_status}: whole for small jobs, exceptions only for large ones, and bounded in lists. */
final class DetailedStatus {

    /** Up to so many items a job's successes are named too. */
    static final int WHOLE_UP_TO = 1_000;

    private static final long ENTRIES_IN_PAGE = 10_000;

    private DetailedStatus() {}

    /** The jobs of a page, from its top, whose single items can be told without the answer growing out of bounds. */
    static List<UUID> affordable(List<BulkJob> page) {
        List<UUID> affordable = new ArrayList<>();
        long entries = 0;
        for (BulkJob job : page) {
            entries += entries(job);
            if (entries <= ENTRIES_IN_PAGE) {
                affordable.add(job.id());
            }
        }
        return affordable;
    }

    private static long entries(BulkJob job) {
        Counts counts = job.counts();
        boolean named = job.scope() == Scope.BACKUPS;
        if (counts.total() <= WHOLE_UP_TO) {
            return counts.total();
        }
        return named ? counts.total() : counts.failed();
    }
}
