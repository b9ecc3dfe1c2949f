package io.keysweep.rotation;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Origin;
import io.keysweep.account.Rows;
import io.keysweep.limits.JobLimit;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The wrapping keys that are in use by any account, and those that a rotation retires for good. */
@ApplicationScoped
class RetirementRepository {

    private static final String STORED =
            """
            SELECT wrapping_key AS name FROM data_key
            UNION SELECT wrapping_key FROM connection WHERE wrapping_key IS NOT NULL
            UNION SELECT wrapping_key FROM signing_key
            ORDER BY 1""";

    private static final String RETIRED = "SELECT EXISTS (SELECT FROM retired_wrapping_key WHERE name = $1) AS retired";

    // One after another by name, so that two that retire the same keys do not wait for each other.
    private static final String ACCEPT =
            """
            WITH in_force AS (DELETE FROM retired_wrapping_key WHERE name = $4),
            retired AS (
                INSERT INTO retired_wrapping_key (name, successor)
                SELECT name, $4 FROM unnest($5::text[]) name ORDER BY name
                ON CONFLICT (name) DO UPDATE SET successor = excluded.successor)
            INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,
                                  all_accounts)
            SELECT $1, $2, 'rotate-wrapping-key', $3, 'wrapped-keys', ARRAY[$1::uuid], '-infinity', now(), true
            WHERE keysweep_job_room($2, $6)""";

    private final AllAccountsDatabase database;
    private final JobLimit limit;

    RetirementRepository(AllAccountsDatabase database, JobLimit limit) {
        this.database = database;
        this.limit = limit;
    }

    /** The names of the keys that anything is wrapped by. */
    Uni<List<String>> stored() {
        return database.execute(STORED, Tuple.tuple()).map(rows -> Rows.all(rows, row -> row.getString("name")));
    }

    /** Whether a rotation has put another key in the place of that one. */
    Uni<Boolean> retired(String name) {
        return database.execute(RETIRED, Tuple.of(name))
                .map(rows -> Rows.only(rows).getBoolean("retired"));
    }

    /**
     * Accepts a rotation for all accounts, from whose acceptance on nothing is stored that one of the replaced keys wrapped: it waits
     * for who is at it.
     *
     * @param current what wraps from now on, retired before or not
     * @return the job's id
     */
    Uni<UUID> accept(String account, String createdBy, String current, List<String> replaced) {
        UUID id = UUID.randomUUID();
        Tuple parameters = Tuple.of(id, account, createdBy, current)
                .addArrayOfString(replaced.toArray(String[]::new))
                .addInteger(limit.most());
        return database.execute(Origin.current(), ACCEPT, parameters)
                .onFailure(limit::reached)
                .transform(full -> limit.refusal())
                .replaceWith(id);
    }
}
