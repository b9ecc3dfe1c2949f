package io.keysweep.ops;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** What the migrations have done to the database. */
@ApplicationScoped
class SchemaRepository {

    /** The number of migrations that this version brings. */
    static final int MIGRATIONS = 5;

    private static final String MIGRATED =
            "SELECT count(*) >= $1 AS migrated FROM flyway_schema_history WHERE success AND version IS NOT NULL";

    private final Pool pool;

    SchemaRepository(Pool pool) {
        this.pool = pool;
    }

    /** Whether all of them have been applied. */
    Uni<Boolean> migrated() {
        return pool.preparedQuery(MIGRATED)
                .execute(Tuple.of((long) MIGRATIONS))
                .map(rows -> rows.iterator().next().getBoolean("migrated"));
    }
}
