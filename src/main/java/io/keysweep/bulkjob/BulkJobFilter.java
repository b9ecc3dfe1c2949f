package io.keysweep.bulkjob;

import io.keysweep.http.ObjectId;
import io.keysweep.http.Texts;
import io.keysweep.listing.SortOrder;
import io.keysweep.sweep.JobState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Which jobs a list shows and in what order. An empty optional lets every job pass, an empty list none.
 *
 * @param orderBy the ORDER BY list, made of our own words only
 */
record BulkJobFilter(
        Optional<List<UUID>> ids,
        Optional<List<String>> states,
        Optional<List<String>> operations,
        Optional<List<String>> clouds,
        String orderBy) {

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
                given(ids).map(BulkJobFilter::uuids),
                given(statuses).map(JobState::sqlNamesSaying),
                given(operations),
                given(clouds),
                SortOrder.parse(sort, COLUMNS, "j.id").hql());
    }

    private static Optional<List<String>> given(List<String> values) {
        return Optional.of(Texts.given(values)).filter(texts -> !texts.isEmpty());
    }

    private static List<UUID> uuids(List<String> texts) {
        return texts.stream().map(ObjectId::parse).flatMap(Optional::stream).toList();
    }
}
