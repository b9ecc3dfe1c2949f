package io.keysweep.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * No statement is handed to PostgreSQL's JIT compiler. The embedded server has none, so what it would cost is not seen in any
 * other test: seven seconds a chunk in a vault of a million backups.
 */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class CompiledStatementsTest {

    private static final String JIT = "SELECT current_setting('jit') AS jit";

    @Inject
    AccountDatabase account;

    @Inject
    AllAccountsDatabase allAccounts;

    @Inject
    Vertx vertx;

    @Test
    void areNoneInOneRoundTrip() {
        assertOff(() -> account.execute("a", JIT, Tuple.tuple()).map(CompiledStatementsTest::jit));
        assertOff(() -> allAccounts.execute(JIT, Tuple.tuple()).map(CompiledStatementsTest::jit));
    }

    @Test
    void areNoneInTransactions() {
        assertOff(() -> account.transaction(
                        "a", connection -> connection.query(JIT).execute())
                .map(CompiledStatementsTest::jit));
        assertOff(
                () -> account.snapshot("a", connection -> connection.query(JIT).execute())
                        .map(CompiledStatementsTest::jit));
        assertOff(() -> allAccounts
                .transaction(connection -> connection.query(JIT).execute())
                .map(CompiledStatementsTest::jit));
    }

    @Test
    void areNoneInSessions() {
        assertOff(() -> account.read("a", () -> Panache.getSession()
                .chain(session -> session.createNativeQuery(JIT, String.class).getSingleResult())));
    }

    private static String jit(RowSet<Row> rows) {
        return rows.iterator().next().getString("jit");
    }

    private void assertOff(Supplier<Uni<String>> setting) {
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        VertxContextSafetyToggle.setContextSafe(context, true);
        CompletableFuture<String> answer = new CompletableFuture<>();
        context.runOnContext(on -> setting.get().subscribe().with(answer::complete, answer::completeExceptionally));
        assertEquals("off", answer.orTimeout(30, TimeUnit.SECONDS).join());
    }
}
