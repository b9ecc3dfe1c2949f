package io.keysweep.ops;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;

/** What the migrations have done to the database, and how many connections it takes. */
@ApplicationScoped
class SchemaRepository {

    /** The number of migrations that this version brings; {@code MigrationsCountedTest} holds it against the files. */
    static final int MIGRATIONS = 27;

    private static final String UNDEFINED_TABLE = "42P01";

    private static final String APPLIED =
            "SELECT count(*) AS applied FROM flyway_schema_history WHERE success AND version IS NOT NULL";

    // Settings that a server does not know yet (reserved_connections came with PostgreSQL 16) read as null.
    private static final String CONNECTIONS =
            """
            SELECT current_setting('max_connections')::integer
                   - current_setting('superuser_reserved_connections')::integer
                   - coalesce(current_setting('reserved_connections', true)::integer, 0) AS server_limit,
                   (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user) AS role_limit,
                   (SELECT datconnlimit FROM pg_database WHERE datname = current_database()) AS database_limit""";

    private static final String PASSES_ROW_SECURITY =
            "SELECT rolsuper OR rolbypassrls AS passes FROM pg_roles WHERE rolname = current_user";

    private final AllAccountsDatabase database;

    SchemaRepository(AllAccountsDatabase database) {
        this.database = database;
    }

    /** How many have been applied. */
    Uni<Long> applied() {
        return database.execute(APPLIED, Tuple.tuple())
                .map(rows -> Rows.only(rows).getLong("applied"))
                .onFailure(SchemaRepository::isEmpty)
                .recoverWithItem(0L);
    }

    private static boolean isEmpty(Throwable failure) {
        return failure instanceof PgException answer && UNDEFINED_TABLE.equals(answer.getSqlState());
    }

    /** Whether policies are not for the service's role. */
    Uni<Boolean> passesRowSecurity() {
        return database.execute(PASSES_ROW_SECURITY, Tuple.tuple())
                .map(rows -> Rows.only(rows).getBoolean("passes"));
    }

    /** What the server, the role and the database allow. */
    Uni<ConnectionLimits> connectionLimits() {
        return database.execute(CONNECTIONS, Tuple.tuple())
                .map(Rows::only)
                .map(row -> new ConnectionLimits(
                        row.getInteger("server_limit"),
                        row.getInteger("role_limit"),
                        row.getInteger("database_limit")));
    }
}
