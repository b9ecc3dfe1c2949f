package io.keysweep.schedule;

import io.keysweep.http.BadRequestException;
import io.keysweep.http.ObjectId;
import io.keysweep.http.Texts;
import io.keysweep.listing.SortOrder;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which schedules a list shows and in what order. A null lets every one pass, an empty array none.
 *
 * @param orderBy the ORDER BY list, made of our own words only
 */
record JobConfigFilter(
        String account, UUID[] ids, String[] names, String[] operations, Boolean disabled, String orderBy) {

    private static final Map<String, String> COLUMNS = Map.of(
            "name", "c.name",
            "operation", "c.operation",
            "createdAt", "c.created_at",
            "updatedAt", "c.updated_at",
            "next_run_at", "c.next_run_at");

    /** From the query parameters as sent. */
    static JobConfigFilter of(
            String account,
            List<String> ids,
            List<String> names,
            List<String> operations,
            String disabled,
            String sort) {
        return new JobConfigFilter(
                account,
                ObjectId.anyOf(ids),
                Texts.anyOf("name", names),
                Texts.anyOf("operation", operations),
                truth(disabled),
                SortOrder.parse(sort, COLUMNS, "c.id").hql());
    }

    private static Boolean truth(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadRequestException("disabled: must be true or false");
        };
    }
}
