package io.keysweep.schedule;

import io.keysweep.http.ObjectId;
import io.keysweep.http.Texts;
import io.keysweep.listing.SortOrder;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which runs a list shows and in what order. A null lets every one pass, an empty array none.
 *
 * @param orderBy the ORDER BY list, made of our own words only
 */
record JobRunFilter(
        String account, UUID[] ids, UUID[] configIds, String[] operations, String[] statuses, String orderBy) {

    private static final Map<String, String> COLUMNS =
            Map.of("createdAt", "r.created_at", "due_at", "r.due_at", "operation", "r.operation");

    /** From the query parameters as sent. */
    static JobRunFilter of(
            String account,
            List<String> ids,
            List<String> configIds,
            List<String> operations,
            List<String> statuses,
            String sort) {
        return new JobRunFilter(
                account,
                ObjectId.anyOf(ids),
                ObjectId.anyOf(configIds),
                Texts.anyOf("operation", operations),
                Texts.anyOf("overall_status", statuses),
                SortOrder.parse(sort, COLUMNS, "r.id").hql());
    }

    /** This one run. */
    static JobRunFilter only(String account, UUID id) {
        return new JobRunFilter(account, new UUID[] {id}, null, null, null, "r.id");
    }
}
