package io.keysweep.retention;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key that is gone keeps its last backup, also once the one that was its last was deleted on purpose. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class LastBackupTest {

    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2024-04-10T00:00:00Z");
    private static final int BACKUPS = 60; // of two slices

    private final String account = Seed.account();
    private final BulkJobs jobs = new BulkJobs(() -> Callers.admin(account));
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");
    private final List<UUID> backups = Seed.backups(key, BACKUPS, FROM, TO, 20);

    @BeforeEach
    void goneFromAzure() {
        Seed.update("UPDATE azure_key SET gone = true, deleted = true, status = 'DELETED' WHERE id = ?", key);
    }

    private List<UUID> left() {
        return Seed.query(UUID.class, "SELECT id FROM key_backup WHERE account = ? ORDER BY created_at, id", account);
    }

    private List<UUID> marked() {
        return Seed.query(UUID.class, "SELECT id FROM key_backup WHERE account = ? AND last_of_gone_key", account);
    }

    private void deleteOnPurpose(UUID... ids) {
        JsonPath job = jobs.run("backups", List.of(ids), "include_last_of_gone_keys", true);
        assertThat(job.getInt("counts.succeeded"), is(ids.length));
    }

    @Test
    void theOneBeforeIsProtectedOnceTheLastWasDeletedOnPurpose() {
        deleteOnPurpose(backups.get(BACKUPS - 1));

        assertThat(marked(), contains(backups.get(BACKUPS - 2)));
        JsonPath job = jobs.run("key_id", key);

        assertThat(left(), contains(backups.get(BACKUPS - 2)));
        assertThat(job.getInt("counts.succeeded"), is(BACKUPS - 2));
        assertThat(job.getInt("counts.held"), is(1));
    }

    @Test
    void theNewestThatIsLeftIsProtectedIfSeveralAreDeletedWithTheLast() {
        deleteOnPurpose(backups.get(BACKUPS - 1), backups.get(BACKUPS - 2), backups.get(3));

        assertThat(marked(), contains(backups.get(BACKUPS - 3)));
    }

    @Test
    void aJobThatIncludesTheLastDeletesWhatWasMarkedWhileItRan() {
        Seed.backups(key, 1, TO, TO.plusSeconds(1), 20);

        JsonPath job = jobs.run("key_id", key, "include_last_of_gone_keys", true, "created_after", "2024-02-01");

        assertThat(left(), equalTo(backups.stream().filter(left()::contains).toList()));
        assertThat(marked(), equalTo(List.of(left().get(left().size() - 1))));
        assertThat(job.getInt("counts.held"), is(0));

        jobs.run("key_id", key, "include_last_of_gone_keys", true);
        assertThat(left(), empty());
    }

    @Test
    void nothingIsMarkedOfAKeyThatCameBack() {
        Seed.update("UPDATE azure_key SET gone = false WHERE id = ?", key);
        deleteOnPurpose(backups.get(BACKUPS - 1));

        assertThat(marked(), empty());
    }

    private void comesBack(String version) {
        Seed.update(
                "UPDATE azure_key SET gone = false, status = 'AVAILABLE', deleted = false, version = ?,"
                        + " attributes = jsonb_set(attributes, '{created}', to_jsonb(extract(epoch FROM now())::bigint))"
                        + " WHERE id = ?",
                version,
                key);
    }

    private List<UUID> held() {
        return Seed.query(
                UUID.class,
                "SELECT id FROM key_backup WHERE account = ? AND held_until = 'infinity'"
                        + " AND hold_reason LIKE 'The last backup of version%which Azure does not have any more%'",
                account);
    }

    @Test
    void theLastOneIsHeldWhenAnotherKeyComesUnderTheName() {
        comesBack("another");

        assertThat(marked(), empty());
        assertThat(held(), contains(backups.get(BACKUPS - 1)));
        JsonPath job = jobs.run("key_id", key, "include_last_of_gone_keys", true);
        assertThat(job.getInt("counts.held"), is(1));
        assertThat(left(), contains(backups.get(BACKUPS - 1)));
        assertThat(
                Seed.query(
                        String.class,
                        "SELECT details::jsonb ->> 'reason' FROM audit_record WHERE account = ? AND action = 'key-backup.held'",
                        account),
                contains(containsString("the key has come back with version another")));
    }

    @Test
    void nothingIsHeldOfAKeyThatCameBackAsTheBackupHasIt() {
        Seed.update("UPDATE key_backup SET newest_version = 'restored' WHERE key_id = ?", key);
        comesBack("restored");

        assertThat(marked(), empty());
        assertThat(held(), empty());
    }

    @Test
    void theLastOneIsHeldWhenAnOlderStateComesBack() {
        Seed.update(
                "UPDATE key_backup SET newest_version = CASE WHEN id = ? THEN 'newer' ELSE 'older' END WHERE key_id = ?",
                backups.get(BACKUPS - 1),
                key);
        comesBack("older");

        assertThat(held(), contains(backups.get(BACKUPS - 1)));
    }
}
