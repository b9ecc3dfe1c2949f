package io.keysweep.backup;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.keysweep.support.Callers;
import io.keysweep.support.Keys;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Single backups that are named anew and deleted, and keys that are removed with all of theirs. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class BackupDeletionTest {

    private static final Instant JANUARY = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2024-02-01T00:00:00Z");

    private final String account = Seed.account();
    private final Keys keys = new Keys(account);
    private UUID vault;
    private UUID key;
    private List<UUID> backups;

    @BeforeEach
    void seedKeyWithThreeBackups() {
        vault = Seed.vault(account, "payments");
        key = Seed.key(vault, "orders");
        backups = Seed.backups(key, 3, JANUARY, FEBRUARY, 100);
    }

    private ValidatableResponse delete(UUID backup) {
        return Callers.admin(account)
                .noContentType()
                .delete(Keys.path(key) + "/backups/" + backup)
                .then();
    }

    private ValidatableResponse get(UUID backup) {
        return Callers.admin(account).get(Keys.path(key) + "/backups/" + backup).then();
    }

    private ValidatableResponse describe(UUID backup, Map<String, ?> body) {
        return Callers.admin(account)
                .contentType(ContentType.JSON)
                .body(body)
                .patch(Keys.path(key) + "/backups/" + backup)
                .then();
    }

    private static void hold(UUID backup, String until) {
        Seed.update(
                "UPDATE key_backup SET held_until = " + until
                        + ", hold_reason = 'case 17', held_by = 'local|ann', held_at = now() WHERE id = ?",
                backup);
    }

    @Test
    void deletesOneBackupAndNoOther() {
        delete(backups.get(1)).statusCode(204);
        delete(backups.get(1)).statusCode(404);
        assertEquals(2, Keys.backups(key));
        UUID otherKeys =
                Seed.backups(Seed.key(vault, "other"), 1, JANUARY, JANUARY, 100).get(0);
        delete(otherKeys).statusCode(404);
    }

    @Test
    void deletesNoHeldBackupUntilItsTimeIsOver() {
        UUID held = backups.get(0);
        hold(held, "'infinity'");

        delete(held).statusCode(409).body("message", containsString("until it is released, because: case 17"));
        get(held)
                .statusCode(200)
                .body("hold.reason", equalTo("case 17"))
                .body("hold.by", equalTo("local|ann"))
                .body("hold.containsKey('until')", equalTo(false));
        hold(held, "'2999-01-01T00:00:00Z'");
        delete(held).statusCode(409).body("message", containsString("until 2999-01-01T00:00:00Z"));
        get(held).body("hold.until", equalTo("2999-01-01T00:00:00Z"));
        hold(held, "now() - interval '1 second'");
        get(held).body("hold", nullValue());
        delete(held).statusCode(204);
    }

    @Test
    void deletesNoLastBackupOfAKeyThatIsGone() {
        Seed.update("UPDATE azure_key SET gone = true WHERE id = ?", key);

        get(backups.get(2)).body("last_of_gone_key", equalTo(true)).body("gone", equalTo(true));
        delete(backups.get(2)).statusCode(409).body("message", containsString("include_last_of_gone_keys: true"));
        delete(backups.get(1)).statusCode(204);
        Seed.update("UPDATE azure_key SET gone = false WHERE id = ?", key);
        delete(backups.get(2)).statusCode(204);
    }

    @Test
    void namesABackupAnew() {
        UUID backup = backups.get(0);

        describe(backup, Map.of("name", "before the audit"))
                .statusCode(200)
                .body("name", equalTo("before the audit"))
                .body("description", equalTo(""));
        describe(backup, Map.of("description", "kept for it"))
                .statusCode(200)
                .body("name", equalTo("before the audit"))
                .body("description", equalTo("kept for it"));
        describe(backup, Map.of("name", "")).statusCode(200).body("name", equalTo(""));
        describe(backup, Map.of()).statusCode(400);
        describe(backup, Map.of("name", "n".repeat(256))).statusCode(400).body("message", startsWith("name: "));
        describe(UUID.randomUUID(), Map.of("name", "x")).statusCode(404);
    }

    @Test
    void removesAKeyWithAllItsBackupsEvenTheLastOfAGoneOne() {
        UUID other = Seed.key(vault, "other");
        Seed.backups(other, 2, JANUARY, FEBRUARY, 100);
        Seed.update("UPDATE azure_key SET gone = true, status = 'DELETED' WHERE id = ?", key);

        keys.call(key, "delete-backup").statusCode(204);

        keys.get(key).statusCode(404);
        assertEquals(0, Keys.backups(key));
        assertEquals(2, Keys.backups(other));
        keys.call(key, "delete-backup").statusCode(404);
    }

    @Test
    void removesNoKeyWithMoreBackupsThanOneTransactionIsToDelete() {
        Seed.backups(key, 9_998, JANUARY, FEBRUARY, 20);

        keys.call(key, "delete-backup").statusCode(422).body("message", startsWith("key: has more than 10000 backups"));
        assertEquals(10_001, Keys.backups(key));
    }

    @Test
    void removesNoKeyWithHeldBackups() {
        hold(backups.get(0), "'infinity'");
        hold(backups.get(1), "now() + interval '1 day'");
        hold(backups.get(2), "now() - interval '1 day'");

        keys.call(key, "delete-backup").statusCode(409).body("message", startsWith("key: 2 of its backups are held"));
        assertEquals(3, Keys.backups(key));
        keys.get(key).statusCode(200);
    }
}
