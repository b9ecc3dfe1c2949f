package io.keysweep.bulkjob;

import io.keysweep.http.ObjectId;
import io.keysweep.http.Texts;
import io.keysweep.listing.SortOrder;
import io.keysweep.sweep.JobState;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which jobs a list shows and in what order. A null lets every job pass, an empty array none.
 *
 * @param orderBy the ORDER BY list, made of our own words only
 */
record BulkJobFilter(UUID[] ids, String[] states, String[] operations, String[] clouds, String orderBy) {

    private static final Map<String, String> COLUMNS = Map.of(
            "id", "j.id",
            "createdAt", "j.created_at",
            "updatedAt", "j.updated_at",
            "completed_at", "j.completed_at",
            "overall_status", "CASE WHEN j.state IN ('planning', 'sweeping') THEN 'in_progress' ELSE j.state END");

    /** From the query parameters as sent; an id or status that cannot exist is passed by no job. */
    static BulkJobFilter of(
            List<String> ids, List<String> statuses, List<String> operations, List<String> clouds, String sort) {
        return new BulkJobFilter(
                ObjectId.anyOf(ids),
                JobState.sqlNamesSaying(Texts.anyOf("overall_status", statuses)),
                Texts.anyOf("operation", operations),
                Texts.anyOf("cloud", clouds),
                SortOrder.parse(sort, COLUMNS, "j.id").hql());
    }
}
