package io.keysweep.backup;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A data key lives as long as a backup needs it. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class DataKeyDestructionTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String COPY =
            """
            INSERT INTO key_backup (id, vault_id, key_id, data_key_id, blob_size, version_count, account, blob_digest, blob)
            SELECT gen_random_uuid(), vault_id, key_id, data_key_id, blob_size, version_count, account, blob_digest, blob
            FROM key_backup WHERE key_id = ? LIMIT 1""";

    @Inject
    DataKeyDestruction destruction;

    private final String account = Seed.account();
    private final String name = "orders-" + UUID.randomUUID();
    private UUID vault;
    private UUID key;

    @BeforeEach
    void seedKey() {
        AzureVault.number(1).createKey(name);
        vault = AzureVault.number(1).register(account, "payments");
        key = Seed.key(vault, name);
        Seed.update("DELETE FROM data_key WHERE vault_id = ?", vault);
        Seed.update("DELETE FROM destroyed_data_key WHERE vault_id = ?", vault);
    }

    private String path() {
        return "/api/v1/cckm/azure/keys/" + key + "/backups";
    }

    private String take() {
        return Callers.admin(account)
                .noContentType()
                .post(path())
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private void delete(String backup) {
        Callers.admin(account).delete(path() + "/" + backup).then().statusCode(204);
    }

    private void grow() {
        Seed.update("UPDATE data_key SET created_at = created_at - interval '1 day' WHERE vault_id = ?", vault);
    }

    private void look() {
        // Other seeded data keys are no business of this test: they stay as young as they are.
        destruction.look().await().atMost(SOON);
    }

    private List<UUID> dataKeys() {
        return Seed.query(UUID.class, "SELECT id FROM data_key WHERE vault_id = ?", vault);
    }

    private List<UUID> tombstones() {
        return Seed.query(UUID.class, "SELECT id FROM destroyed_data_key WHERE vault_id = ?", vault);
    }

    @Test
    void goesWithItsLastBackupAndNotBefore() {
        String first = take();
        String second = take();
        grow();
        List<UUID> before = dataKeys();
        delete(first);
        look();
        assertThat(dataKeys(), equalTo(before));

        delete(second);
        look();

        assertThat(dataKeys(), hasSize(0));
        assertThat(tombstones(), equalTo(before));
        Callers.admin(account)
                .get("/api/v1/encryption/destroyed-data-keys?vault_id=" + vault)
                .then()
                .statusCode(200)
                .body("total", is(1))
                .body("resources[0].id", equalTo(before.get(0).toString()));
        Callers.admin(Seed.account())
                .get("/api/v1/encryption/destroyed-data-keys?vault_id=" + vault)
                .then()
                .statusCode(200)
                .body("total", is(0));
    }

    @Test
    void theNextBackupHasANewOne() {
        delete(take());
        grow();
        look();

        take();

        assertThat(dataKeys(), hasSize(1));
        assertThat(tombstones(), hasSize(1));
    }

    @Test
    void oneThatWasMadeJustNowWaitsForItsFirstBackup() {
        delete(take());

        look();

        assertThat(dataKeys(), hasSize(1));
    }

    @Test
    void aBackupThatIsBeingStoredUnderItWins() throws SQLException {
        String last = take();
        grow();
        List<UUID> before = dataKeys();
        try (Connection connection = Seed.connect()) {
            connection.setAutoCommit(false);
            try (PreparedStatement copy = connection.prepareStatement(COPY)) {
                copy.setObject(1, key);
                assertThat(copy.executeUpdate(), is(1));
            }
            delete(last);
            look();
            assertThat(dataKeys(), equalTo(before));
            connection.commit();
        }

        look();

        assertThat(dataKeys(), equalTo(before));
    }

    @Test
    void nothingCanBeStoredUnderOneThatIsDestroyed() {
        String backup = take();
        List<UUID> before = dataKeys();

        assertThrows(
                IllegalStateException.class,
                () -> Seed.update("DELETE FROM data_key WHERE id = ?", before.get(0)),
                "not while it has a backup");
        delete(backup);
        grow();
        look();
        take();
        assertThrows(
                IllegalStateException.class,
                () -> Seed.update("UPDATE key_backup SET data_key_id = ? WHERE key_id = ?", before.get(0), key));
    }

    @Test
    void theKeysOfEachAccountGoInATransactionOfTheirOwn() {
        delete(take());
        grow();
        UUID others = AzureVault.number(1).register(Seed.account(), "payments");
        Seed.update("UPDATE data_key SET created_at = created_at - interval '1 day' WHERE vault_id = ?", others);

        look();

        assertThat(
                Seed.query(
                        Long.class,
                        "SELECT count(DISTINCT xmin::text) FROM destroyed_data_key WHERE vault_id IN (?, ?)",
                        vault,
                        others),
                equalTo(List.of(2L)));
    }

    @Test
    void whileAnotherReplicaLooksNobodyElseDoes() throws SQLException {
        delete(take());
        grow();
        try (Connection other = Seed.begin("SELECT pg_advisory_xact_lock(1801812333, 0)")) {
            look();
            assertThat(dataKeys(), hasSize(1));
            other.rollback();
        }

        look();

        assertThat(dataKeys(), hasSize(0));
    }

    @Test
    void aVaultThatIsRemovedLeavesItsTombstones() {
        delete(take());
        List<UUID> before = dataKeys();

        Callers.admin(account)
                .noContentType()
                .post("/api/v1/cckm/azure/vaults/" + vault + "/remove-vault")
                .then()
                .statusCode(204);

        assertThat(tombstones(), equalTo(before));
    }

    @Test
    void thoseOfAVaultThatAJobClearsWaitForItsEnd() {
        delete(take());
        grow();
        UUID job = UUID.randomUUID();
        Seed.update(
                "INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,"
                        + " not_before) VALUES (?, ?, 'delete-key-backups', 'test', 'vault', ARRAY[?]::uuid[], '-infinity',"
                        + " now(), now() + interval '1 day')",
                job,
                account,
                vault);

        look();
        assertThat(
                Seed.query(Long.class, "SELECT count(*) FROM data_key WHERE vault_id = ?", vault),
                equalTo(List.of(1L)));

        Seed.update("DELETE FROM bulk_job WHERE id = ?", job);
        look();
        assertThat(
                Seed.query(Long.class, "SELECT count(*) FROM data_key WHERE vault_id = ?", vault),
                equalTo(List.of(0L)));
    }
}
