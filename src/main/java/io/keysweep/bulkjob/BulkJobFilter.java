package io.keysweep.bulkjob;

import io.keysweep.http.BadRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

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

    private static final String DEFAULT_SORT = "-createdAt";
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
                given(statuses).map(BulkJobState::sqlNamesSaying),
                given(operations),
                given(clouds),
                orderBy(sort == null || sort.isBlank() ? DEFAULT_SORT : sort));
    }

    private static Optional<List<String>> given(List<String> values) {
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    private static List<UUID> uuids(List<String> texts) {
        return texts.stream().map(JobId::read).flatMap(Optional::stream).toList();
    }

    // The id at the end makes the order total, so that no job is on two pages.
    private static String orderBy(String sort) {
        List<String> terms = new ArrayList<>();
        for (String property : sort.split(",", -1)) {
            boolean descending = property.startsWith("-");
            String column = COLUMNS.get(descending ? property.substring(1) : property);
            if (column == null) {
                throw new BadRequestException("sort: must be a comma list of "
                        + COLUMNS.keySet().stream().sorted().collect(Collectors.joining(", "))
                        + ", each with - in front for descending");
            }
            terms.add(column + (descending ? " DESC" : ""));
        }
        terms.add("j.id");
        return String.join(", ", terms);
    }
}
