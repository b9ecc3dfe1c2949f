package io.keysweep.key;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.Matchers.equalTo;

import io.keysweep.auth.Caller;
import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Keys;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.keysweep.support.TestIssuer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that hang up while Azure does what they asked for: it is done here too, and on record. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class AbandonedChangesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int DELAY_MILLIS = 700;
    // As many as an account has connections.
    private static final int CLIENTS = 5;
    private static final int POOL = 20;

    private static final String WAITING =
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'keysweep_app' AND wait_event_type = 'Lock'";

    private static final String LEFT_OPEN =
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'keysweep_app' AND state LIKE 'idle in transaction%'";

    private final String account = Seed.account();
    private final String name = "orders-" + UUID.randomUUID();
    private final AzureVault azure = AzureVault.number(1);
    private final Keys keys = new Keys(account);
    private UUID vault;

    @BeforeEach
    void registerVault() {
        vault = azure.register(account, "payments");
    }

    @AfterEach
    void noFaults() {
        AzureVault.noFaults();
    }

    /** Sends the request, and hangs up when Azure has been asked and has not answered. */
    private void abandoned(String operation, String path, String body) {
        int before = azure.calls(operation);
        AzureVault.fault(Map.of("count", 1, "operation", operation, "delay_ms", DELAY_MILLIS));
        try (Socket client = new Socket("localhost", RestAssured.port)) {
            client.getOutputStream().write(request("POST", path, body).getBytes(US_ASCII));
            Eventually.within(PATIENCE, "Azure is asked", () -> azure.calls(operation) > before);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String request(String method, String path, String body) {
        String token = TestIssuer.sign(TestIssuer.claims(account, "local|admin", List.of(Caller.ADMIN)));
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void becomes(UUID key, String status) {
        Eventually.within(
                PATIENCE,
                "it is " + status + " here",
                () -> status.equals(keys.get(key).extract().path("status")));
    }

    private void isOnRecord(String action, int times) {
        Eventually.within(
                PATIENCE,
                action + " is on record",
                () -> times
                        == Seed.query(
                                        Long.class,
                                        "SELECT count(*) FROM audit_record WHERE account = ? AND action = ?",
                                        account,
                                        action)
                                .get(0));
    }

    @Test
    void aKeyIsDeletedRecoveredAndPurged() {
        UUID key = keys.create(vault, name);

        abandoned("delete", Keys.path(key) + "/soft-delete", "");
        becomes(key, "SOFT-DELETED");
        isOnRecord("key.changed", 1);
        abandoned("recover", Keys.path(key) + "/recover", "");
        becomes(key, "AVAILABLE");
        isOnRecord("key.changed", 2);
        keys.call(key, "soft-delete").statusCode(200);
        abandoned("purge", Keys.path(key) + "/hard-delete", "");
        becomes(key, "DELETED");
        isOnRecord("key.changed", 4);
    }

    @Test
    void aKeyIsMadeAndBackedUp() {
        String body =
                "{\"key_name\":\"" + name + "\",\"key_vault\":\"" + vault + "\",\"azure_param\":{\"kty\":\"EC\"}}";

        abandoned("create", "/api/v1/cckm/azure/keys", body);

        isOnRecord("key.created", 1);
        isOnRecord("key-backup.created", 1);
    }

    @Test
    void aKeyIsRestored() {
        UUID key = keys.create(vault, name);
        keys.purge(key);

        abandoned("restore", Keys.path(key) + "/restore", "{}");

        becomes(key, "AVAILABLE");
        isOnRecord("key.changed", 3);
    }

    @Test
    void changesThatWaitForTheDatabaseAreMadeAndGiveTheirConnectionsBack() throws IOException, SQLException {
        String path = "/api/v1/cckm/azure/vaults/" + vault;
        try (Connection other = Seed.begin("SELECT id FROM vault WHERE id = ? FOR UPDATE", vault)) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Socket client = new Socket("localhost", RestAssured.port);
                client.getOutputStream()
                        .write(request("PATCH", path, "{\"cloud_key_backup_limit\":7}")
                                .getBytes(US_ASCII));
                clients.add(client);
            }
            Eventually.within(
                    PATIENCE, "they wait", () -> Seed.query(Long.class, WAITING).get(0) >= CLIENTS);
            for (Socket client : clients) {
                client.close();
            }
        }

        isOnRecord("vault.changed", 1);
        Eventually.within(PATIENCE, "no transaction is left open", () -> Seed.query(Long.class, LEFT_OPEN)
                .get(0)
                .equals(0L));
        for (int i = 0; i < POOL; i++) {
            Callers.admin(account).get(path).then().statusCode(200).body("cloud_key_backup_limit", equalTo(7));
        }
    }

    @Test
    void aBackupIsStored() {
        UUID key = keys.create(vault, name);

        abandoned("backup", Keys.path(key) + "/backups", "{}");

        isOnRecord("key-backup.created", 2);
    }
}
