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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The wrapping keys that are in use by any account, and those that a rotation retires for good. */
@ApplicationScoped
class RetirementRepository {

    private static final String STORED = Stream.of(WrappedTable.values())
            .map(WrappedTable::names)
            .collect(Collectors.joining(" UNION ", "", " ORDER BY 1"));

    private static final String RETIRED = "SELECT EXISTS (SELECT FROM retired_wrapping_key WHERE name = $1) AS retired";

    // One after another by name, so that two that retire the same keys do not wait for each other.
    private static final String ACCEPT =
            """
            WITH in_force AS (DELETE FROM retired_wrapping_key WHERE name = $6),
            retired AS (
                INSERT INTO retired_wrapping_key (name, successor)
                SELECT name, $6 FROM unnest($7::text[]) name ORDER BY name
                ON CONFLICT (name) DO UPDATE SET successor = excluded.successor)
            """
                    + RotationRepository.ACCEPT_WRAPPING_KEY;

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
     * Accepts a rotation for all accounts, from whose acceptance on nothing is stored that one of the replaced keys
     * wrapped: it waits for who is at it.
     *
     * @param current what wraps from now on, retired before or not
     * @return the job's id
     */
    Uni<UUID> accept(String account, String createdBy, String current, List<String> replaced) {
        UUID id = UUID.randomUUID();
        Tuple parameters = Tuple.of(id, account, createdBy, true, limit.most(), current)
                .addArrayOfString(replaced.toArray(String[]::new));
        return database.execute(Origin.current(), ACCEPT, parameters)
                .onFailure(limit::reached)
                .transform(full -> limit.refusal())
                .replaceWith(id);
    }
}
