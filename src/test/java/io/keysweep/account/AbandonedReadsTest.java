package io.keysweep.account;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.keysweep.auth.Caller;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.LoggedRecords;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.keysweep.support.TestIssuer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that go away while the database is asked for them. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class AbandonedReadsTest {

    private static final int POOL = 20;
    private static final String VAULTS = "/api/v1/cckm/azure/vaults";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String WAITING =
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'keysweep_app' AND wait_event_type = 'Lock'";

    private static final String LEFT_OPEN =
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'keysweep_app' AND state LIKE 'idle in transaction%'";

    // One has a share of the connections only.
    private final List<String> accounts = List.of(Seed.account(), Seed.account(), Seed.account());
    private final LoggedRecords dropped = LoggedRecords.of("io.quarkus.mutiny.runtime.MutinyInfrastructure");

    @AfterEach
    void listenNoMore() {
        dropped.close();
    }

    private static Socket ask(String account) throws IOException {
        String token = TestIssuer.sign(TestIssuer.claims(account, "local|admin", List.of(Caller.ADMIN)));
        Socket socket = new Socket("localhost", RestAssured.port);
        String request =
                "GET " + VAULTS + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void giveTheirConnectionsBack() throws IOException, SQLException {
        accounts.forEach(account -> Seed.vault(account, "payments"));
        for (int round = 0; round < 3; round++) {
            try (Connection other = Seed.begin("LOCK TABLE vault IN ACCESS EXCLUSIVE MODE")) {
                List<Socket> clients = new ArrayList<>();
                for (int i = 0; i < POOL / 2; i++) {
                    clients.add(ask(accounts.get(i % accounts.size())));
                }
                Eventually.within(
                        PATIENCE,
                        "they wait",
                        () -> Seed.query(Long.class, WAITING).get(0) >= POOL / 2);
                for (Socket client : clients) {
                    client.close();
                }
            }
            Callers.admin(accounts.get(0)).get(VAULTS).then().statusCode(200);
        }
        for (int i = 0; i < 2 * POOL; i++) {
            Callers.admin(accounts.get(0)).get(VAULTS).then().statusCode(200);
        }
        Eventually.within(PATIENCE, "no transaction is left open", () -> Seed.query(Long.class, LEFT_OPEN)
                .get(0)
                .equals(0L));
        assertThat(
                "failures that nobody was told of",
                dropped.records().stream().map(LogRecord::getMessage).toList(),
                is(List.of()));
    }
}
