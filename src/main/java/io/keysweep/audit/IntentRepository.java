package io.keysweep.audit;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** Records of intents and of what came of them, each in a transaction of its own and in the name of whoever asks. */
@ApplicationScoped
class IntentRepository {

    // Nothing else is in the transaction, so the chain's lock is the last one that it takes here as well.
    private static final String RECORD =
            """
            INSERT INTO audit_record (account, action, subject, outcome, details)
            VALUES ($1, $2, $3, $4, $5::jsonb::text) RETURNING seq""";

    private final AccountDatabase database;

    IntentRepository(AccountDatabase database) {
        this.database = database;
    }

    /** Before anything is done; gives the number of the record. */
    Uni<Long> requested(Intent intent) {
        return record(intent, ".requested", "success", details(intent));
    }

    /** It was done. */
    Uni<Void> succeeded(Intent intent, long seq) {
        return record(intent, ".concluded", "success", details(intent).put("intent", seq))
                .replaceWithVoid();
    }

    /** It was not, or nobody can tell. */
    Uni<Void> failed(Intent intent, long seq, String error) {
        return record(
                        intent,
                        ".concluded",
                        "failure",
                        details(intent).put("intent", seq).put("error", error))
                .replaceWithVoid();
    }

    private static JsonObject details(Intent intent) {
        JsonObject details = new JsonObject();
        intent.details().forEach(details::put);
        return details;
    }

    private Uni<Long> record(Intent intent, String event, String outcome, JsonObject details) {
        Tuple values = Tuple.of(intent.account(), intent.operation() + event, intent.subject(), outcome, details);
        return database.execute(intent.account(), RECORD, values)
                .map(rows -> Rows.only(rows).getLong("seq"));
    }
}
