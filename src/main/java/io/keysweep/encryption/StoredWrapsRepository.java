package io.keysweep.encryption;

import io.keysweep.account.AllAccountsDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;

/** By which wrapping keys the data keys and secrets of all accounts are wrapped. */
@ApplicationScoped
class StoredWrapsRepository {

    // A key that signs tokens is no loss: the next one is made.
    private static final String COUNTS =
            """
            SELECT wrapping_key, count(*) AS wraps FROM (
                SELECT wrapping_key FROM data_key
                UNION ALL SELECT wrapping_key FROM connection WHERE wrapping_key IS NOT NULL) stored
            GROUP BY wrapping_key""";

    private final AllAccountsDatabase database;

    StoredWrapsRepository(AllAccountsDatabase database) {
        this.database = database;
    }

    /** How many of them there are, by the name of the wrapping key. */
    Uni<Map<String, Long>> counts() {
        return database.execute(COUNTS, Tuple.tuple()).map(StoredWrapsRepository::byName);
    }

    private static Map<String, Long> byName(RowSet<Row> rows) {
        Map<String, Long> counts = new TreeMap<>();
        rows.forEach(row -> counts.put(row.getString("wrapping_key"), row.getLong("wraps")));
        return counts;
    }
}
