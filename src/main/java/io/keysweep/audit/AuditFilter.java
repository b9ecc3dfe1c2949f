package io.keysweep.audit;

import io.keysweep.http.Texts;
import io.keysweep.http.TimeBound;
import io.keysweep.listing.SortOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Which records a list shows and in what order. A null lets every one pass.
 *
 * @param after exclusive
 * @param before exclusive
 * @param orderBy the ORDER BY list, made of our own words only
 */
record AuditFilter(
        String account,
        String[] actions,
        String[] actors,
        String[] subjects,
        String[] outcomes,
        String[] requests,
        Instant after,
        Instant before,
        String orderBy) {

    // A record's number follows its time: both are given under the lock of the chain.
    private static final Map<String, String> COLUMNS =
            Map.of("createdAt", "r.seq", "action", "r.action", "actor", "r.actor", "resource", "r.subject");

    /** The query parameters as sent. */
    record Asked(
            List<String> action,
            List<String> actor,
            List<String> resource,
            List<String> outcome,
            List<String> requestId,
            String createdAfter,
            String createdBefore,
            String sort) {}

    static AuditFilter of(String account, Asked asked) {
        return new AuditFilter(
                account,
                Texts.anyOf("action", asked.action()),
                Texts.anyOf("actor", asked.actor()),
                Texts.anyOf("resource", asked.resource()),
                Texts.anyOf("outcome", asked.outcome()),
                Texts.anyOf("request_id", asked.requestId()),
                given(asked.createdAfter()) ? TimeBound.after("created_after", asked.createdAfter()) : null,
                given(asked.createdBefore()) ? TimeBound.before("created_before", asked.createdBefore()) : null,
                SortOrder.parse(asked.sort(), COLUMNS, "r.seq").hql());
    }

    private static boolean given(String text) {
        return text != null && !text.isBlank();
    }
}
