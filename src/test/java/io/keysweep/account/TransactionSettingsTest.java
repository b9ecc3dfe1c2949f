package io.keysweep.account;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a transaction does not leave to the settings of the database. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class TransactionSettingsTest {

    // Seven seconds a chunk in a vault of a million backups is what it would cost; the embedded server has no
    // compiler, so that no other test sees it.
    private static final String JIT = "SELECT current_setting('jit') AS value";

    private static final String ACCOUNT = "acct-settings";
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final String ISOLATION = "SELECT current_setting('transaction_isolation') AS value";

    private static final String DEFAULT_ISOLATION = "SELECT current_setting('default_transaction_isolation') AS value";

    private static final String RECONNECT =
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'keysweep_app'";

    @Inject
    AccountDatabase account;

    @Inject
    AllAccountsDatabase allAccounts;

    @Inject
    Vertx vertx;

    @Test
    void nothingIsHandedToTheJitCompiler() {
        assertEverywhere(JIT, "off");
        assertThat(
                now(() -> account.read(ACCOUNT, () -> Panache.getSession()
                        .chain(session ->
                                session.createNativeQuery(JIT, String.class).getSingleResult()))),
                is("off"));
    }

    // A plan for any filters, which the server would take from the sixth time on, read two million rows for ten runs.
    @Test
    void whatListsIsPlannedForTheFiltersThatAreGiven() {
        String plans = "SELECT current_setting('plan_cache_mode') AS value";
        assertThat(
                List.of(
                        now(() -> account.list(ACCOUNT, plans, Tuple.tuple()).map(TransactionSettingsTest::value)),
                        now(() -> account.snapshot(ACCOUNT, query(plans)).map(TransactionSettingsTest::value)),
                        now(() -> account.read(ACCOUNT, () -> Panache.getSession()
                                .chain(session -> session.createNativeQuery(plans, String.class)
                                        .getSingleResult())))),
                everyItem(is("force_custom_plan")));
        assertEverywhere(plans, "auto");
    }

    // The engine gives up by itself, and says how long a statement of its own may go on.
    @Test
    void aStatementOfARequestIsEndedByTheServer() {
        String timeout = "SELECT current_setting('statement_timeout') AS value";
        assertThat(ofAccount(timeout), everyItem(is("30s")));
        assertThat(
                now(() -> account.read(ACCOUNT, () -> Panache.getSession()
                        .chain(session ->
                                session.createNativeQuery(timeout, String.class).getSingleResult()))),
                is("30s"));
        assertThat(now(() -> allAccounts.execute(timeout, Tuple.tuple()).map(TransactionSettingsTest::value)), is("0"));
    }

    private List<String> ofAccount(String setting) {
        return List.of(
                now(() -> account.execute(ACCOUNT, setting, Tuple.tuple()).map(TransactionSettingsTest::value)),
                now(() -> account.transaction(ACCOUNT, query(setting)).map(TransactionSettingsTest::value)),
                now(() -> account.snapshot(ACCOUNT, query(setting)).map(TransactionSettingsTest::value)));
    }

    @Test
    void readCommittedIsNotLeftToTheDefault() {
        Seed.update("ALTER ROLE keysweep_app SET default_transaction_isolation = 'serializable'");
        try {
            Seed.query(Long.class, RECONNECT);
            Eventually.within(SOON, "new connections have the other default", () -> defaultIs("serializable"));
            assertEverywhere(ISOLATION, "read committed");
        } finally {
            Seed.update("ALTER ROLE keysweep_app RESET default_transaction_isolation");
            Seed.query(Long.class, RECONNECT);
            // The next test would meet a connection that is being closed.
            Eventually.within(SOON, "new connections have the default again", () -> defaultIs("read committed"));
        }
    }

    private boolean defaultIs(String isolation) {
        return now(() -> allAccounts
                        .execute(DEFAULT_ISOLATION, Tuple.tuple())
                        .map(TransactionSettingsTest::value)
                        .onFailure()
                        .recoverWithItem("no connection"))
                .equals(isolation);
    }

    private void assertEverywhere(String setting, String value) {
        assertThat(
                now(() -> account.execute(ACCOUNT, setting, Tuple.tuple()).map(TransactionSettingsTest::value)),
                is(value));
        assertThat(
                now(() -> account.transaction(ACCOUNT, query(setting)).map(TransactionSettingsTest::value)), is(value));
        assertThat(
                now(() -> allAccounts.execute(setting, Tuple.tuple()).map(TransactionSettingsTest::value)), is(value));
        assertThat(now(() -> allAccounts.transaction(query(setting)).map(TransactionSettingsTest::value)), is(value));
    }

    private static Function<SqlConnection, Uni<RowSet<Row>>> query(String sql) {
        return connection -> connection.query(sql).execute();
    }

    private static String value(RowSet<Row> rows) {
        return rows.iterator().next().getString("value");
    }

    // Sessions want a context of Vert.x of their own.
    private <T> T now(Supplier<Uni<T>> work) {
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        VertxContextSafetyToggle.setContextSafe(context, true);
        CompletableFuture<T> answer = new CompletableFuture<>();
        context.runOnContext(on -> work.get().subscribe().with(answer::complete, answer::completeExceptionally));
        return answer.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }
}
