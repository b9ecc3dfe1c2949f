package io.keysweep.bulkjob;

import static io.keysweep.support.BulkJobs.PATH;
import static io.keysweep.support.BulkJobs.body;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.LockedRow;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Bulk jobs as a client sees them. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class BulkJobsTest {

    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2024-04-10T00:00:00Z");
    private static final String UNKNOWN = "00000000-0000-4000-8000-00000000dead";

    private final String account = Seed.account();
    private final BulkJobs jobs = new BulkJobs(() -> Callers.admin(account));
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID otherVault = Seed.vault(account, "archive");
    private final UUID key = Seed.key(vault, "signing");
    private final UUID secondKey = Seed.key(vault, "wrapping");
    private final UUID otherKey = Seed.key(otherVault, "signing");
    private final List<UUID> ofKey = Seed.backups(key, 100, FROM, TO, 300);
    private final List<UUID> ofSecondKey = Seed.backups(secondKey, 25, FROM, TO, 300);
    private final List<UUID> ofOtherKey = Seed.backups(otherKey, 12, FROM, TO, 300);

    private Set<UUID> left() {
        return new HashSet<>(Seed.query(UUID.class, "SELECT id FROM key_backup WHERE account = ?", account));
    }

    @SafeVarargs
    private static Set<UUID> all(List<UUID>... lists) {
        Set<UUID> all = new HashSet<>();
        for (List<UUID> list : lists) {
            all.addAll(list);
        }
        return all;
    }

    @Test
    void answersCreateWithTheProductsObject() {
        jobs.post(body("vault_id", vault))
                .then()
                .statusCode(201)
                .header("Location", containsString(PATH))
                .body("id", matchesPattern("[0-9a-f-]{36}"))
                .body("uri", matchesPattern("kylo:" + account + ":cckm:azure-bulkjob:[0-9a-f-]{36}"))
                .body("account", equalTo("kylo:" + account + ":admin:accounts:" + account))
                .body("createdAt", endsWith("Z"))
                .body("updatedAt", endsWith("Z"))
                .body("overall_status", equalTo("in_progress"))
                .body("abort", is(false))
                .body("cloud", equalTo("AzureCloud"))
                .body("operation", equalTo("delete-key-backups"))
                .body("created_by", notNullValue())
                .body("$", not(hasKey("completed_at")))
                .body("$", not(hasKey("detailed_status")))
                .body("$", not(hasKey("codeDesc")));
    }

    @Test
    void deletesTheBackupsOfAVaultAndNoOther() {
        JsonPath job = jobs.run("vault_id", vault);

        assertThat(left(), equalTo(all(ofOtherKey)));
        assertThat(job.getString("overall_status"), equalTo("completed"));
        assertThat(job.getString("completed_at"), endsWith("Z"));
        assertThat(
                job.getMap("counts"),
                equalTo(Map.of("total", 125, "succeeded", 125, "failed", 0, "missing", 0, "held", 0)));
        assertThat(job.getDouble("progress"), is(1.0));
        assertThat(job.getMap("detailed_status").values(), hasOnly("Success", 125));
    }

    private static org.hamcrest.Matcher<java.util.Collection<?>> hasOnly(String value, int times) {
        return new org.hamcrest.CustomTypeSafeMatcher<>(times + " times " + value) {
            @Override
            protected boolean matchesSafely(java.util.Collection<?> values) {
                return values.size() == times && values.stream().allMatch(value::equals);
            }
        };
    }

    @Test
    void deletesTheBackupsOfAKey() {
        JsonPath job = jobs.run("key_id", key);

        assertThat(left(), equalTo(all(ofSecondKey, ofOtherKey)));
        assertThat(job.getInt("counts.succeeded"), is(100));
    }

    @Test
    void deletesTheBackupsOfSeveralKeys() {
        JsonPath job = jobs.run("keys", List.of(secondKey, otherKey, secondKey));

        assertThat(left(), equalTo(all(ofKey)));
        assertThat(job.getInt("counts.total"), is(37));
    }

    @Test
    void deletesBackupsByIdAndNamesTheMissingOnes() {
        UUID foreign = Seed.backups(Seed.key(Seed.vault(Seed.account(), "theirs"), "k"), 1, FROM, TO, 300)
                .get(0);

        JsonPath job = jobs.run("backups", List.of(ofKey.get(3), ofOtherKey.get(0), UNKNOWN, foreign, ofKey.get(3)));

        assertThat(left().size(), is(137 - 2));
        assertThat(
                job.getMap("counts"),
                equalTo(Map.of("total", 4, "succeeded", 2, "failed", 0, "missing", 2, "held", 0)));
        Map<String, String> statuses = job.getMap("detailed_status");
        assertThat(statuses.get(ofKey.get(3).toString()), equalTo("Success"));
        assertThat(statuses.get(UNKNOWN), containsString("NCERRResourceNotFound: "));
        assertThat(statuses.get(foreign.toString()), containsString("NCERRResourceNotFound: "));
        assertThat(Seed.query(UUID.class, "SELECT id FROM key_backup WHERE id = ?", foreign), contains(foreign));
    }

    @Test
    void takesBothBoundsAsExclusive() {
        // One a day, at midnight: the 2nd to the 9th of January lie between.
        jobs.run("key_id", key, "created_after", "2024-01-01T00:00:00Z", "created_before", "2024-01-10");

        assertThat(left(), equalTo(all(ofKey.subList(0, 1), ofKey.subList(9, 100), ofSecondKey, ofOtherKey)));
    }

    @Test
    void narrowsIdsByDates() {
        JsonPath job = jobs.run("backups", ofKey.subList(0, 4), "created_before", "2024-01-03T00:00:00+00:00");

        assertThat(left(), equalTo(all(ofKey.subList(2, 100), ofSecondKey, ofOtherKey)));
        assertThat(job.getInt("counts.missing"), is(2));
    }

    @Test
    void neverDeletesWhatIsCreatedAfterItWasAccepted() {
        UUID future = Seed.backups(
                        key, 1, Instant.now().plusSeconds(3600), Instant.now().plusSeconds(7200), 300)
                .get(0);

        jobs.run("key_id", key, "created_before", "2999-01-01");

        assertThat(left(), equalTo(all(List.of(future), ofSecondKey, ofOtherKey)));
    }

    @Test
    void takesSelectorsAtTopLevelToo() {
        jobs.awaitEnd(jobs.post(Map.of("operation", "delete-key-backups", "key_id", key.toString()))
                .then()
                .statusCode(201)
                .extract()
                .path("id"));

        assertThat(left(), equalTo(all(ofSecondKey, ofOtherKey)));
    }

    @Test
    void findsNothingToDoTheSecondTime() {
        jobs.run("vault_id", vault);

        JsonPath second = jobs.run("vault_id", vault);

        assertThat(second.getString("overall_status"), equalTo("completed"));
        assertThat(
                second.getMap("counts"),
                equalTo(Map.of("total", 0, "succeeded", 0, "failed", 0, "missing", 0, "held", 0)));
        assertThat(second.getMap("detailed_status").size(), is(0));
        assertThat(second.getDouble("progress"), is(1.0));
    }

    @Test
    void previewsExactlyWhatTheJobThenDeletes() {
        Object[] selection = {"vault_id", vault, "created_after", "2024-01-05", "created_before", "2024-03-01"};

        JsonPath preview = jobs.preview(selection);
        assertThat(left().size(), is(137));
        JsonPath job = jobs.run(selection);

        assertThat(preview.getBoolean("dry_run"), is(true));
        assertThat(preview.getLong("count"), is(job.getLong("counts.succeeded")));
        assertThat(preview.getLong("total_bytes"), is(300 * preview.getLong("count")));
        assertThat(preview.getString("oldest_created_at"), equalTo("2024-01-06T00:00:00Z"));
        assertThat(preview.getString("newest_created_at"), equalTo("2024-02-29T00:00:00Z"));
        assertThat(preview.getList("by_vault.vault_id"), contains(vault.toString()));
        assertThat(preview.getList("by_vault.name"), contains("payments::" + Seed.SUBSCRIPTION));
        assertThat(preview.getList("by_month.month"), contains("2024-01", "2024-02"));
        assertThat(
                preview.getList("by_month.count", Long.class).stream()
                        .mapToLong(Long::longValue)
                        .sum(),
                is(preview.getLong("count")));
        assertThat(preview.getList("sample").size(), is(10));
        assertThat(job.getMap("detailed_status").keySet().containsAll(preview.getList("sample")), is(true));
    }

    @Test
    void previewsIdsWithTheMissingOnes() {
        JsonPath preview = jobs.preview("backups", List.of(ofKey.get(0), UNKNOWN));

        assertThat(preview.getLong("count"), is(1L));
        assertThat(preview.getLong("missing"), is(1L));
    }

    @Test
    void previewsNothing() {
        JsonPath preview = jobs.preview("vault_id", vault, "created_before", "2020-01-01");

        assertThat(preview.getLong("count"), is(0L));
        assertThat(preview.getLong("total_bytes"), is(0L));
        assertThat(preview.getString("oldest_created_at"), nullValue());
        assertThat(preview.getList("sample"), empty());
    }

    @Test
    void stopsAtTheNextChunkWhenCancelled() {
        String id;
        try (LockedRow row = LockedRow.backup(ofKey.get(50))) {
            id = jobs.start("key_id", key);
            jobs.awaitSucceeded(id, 10);
            jobs.cancel(id).then().statusCode(200).body("abort", is(true)).body("id", equalTo(id));
            JsonPath job = jobs.awaitEnd(id);

            assertThat(job.getString("overall_status"), equalTo("completed"));
            assertThat(job.getBoolean("abort"), is(true));
            assertThat(left().size(), is(137 - job.getInt("counts.succeeded")));
        }
        assertThat(left().contains(ofKey.get(60)), is(true));
    }

    @Test
    void namesTheIdsThatACancelledJobLeftAlone() {
        JsonPath job;
        try (LockedRow row = LockedRow.backup(ofKey.get(0))) {
            String id = jobs.start("backups", ofKey.subList(0, 3));
            jobs.cancel(id).then().statusCode(200);
            job = jobs.awaitEnd(id);
        }

        assertThat(job.getInt("counts.total"), is(3));
        assertThat(job.getInt("counts.succeeded"), is(0));
        Map<String, String> statuses = job.getMap("detailed_status");
        assertThat(
                statuses.keySet(),
                containsInAnyOrder(
                        ofKey.subList(0, 3).stream().map(UUID::toString).toArray()));
        statuses.values().forEach(status -> assertThat(status, containsString("NCERRAborted: ")));
        assertThat(left().size(), is(137));
    }

    @Test
    void leavesAFinishedJobAsItIsWhenCancelledButForTheMark() {
        JsonPath before = jobs.run("key_id", key);

        jobs.request()
                .contentType(ContentType.JSON)
                .post(PATH + "/" + before.getString("id") + "/cancel")
                .then()
                .statusCode(200)
                .body("overall_status", equalTo("completed"))
                .body("abort", is(true))
                .body("completed_at", equalTo(before.getString("completed_at")))
                .body("counts.succeeded", is(100))
                .body("progress", is(1.0f));
    }

    @Test
    void refusesToDeleteAJobThatRuns() {
        try (LockedRow row = LockedRow.backup(ofKey.get(0))) {
            String id = jobs.start("key_id", key);

            jobs.request()
                    .delete(PATH + "/" + id)
                    .then()
                    .statusCode(409)
                    .body("codeDesc", containsString("NCERRConflict"));
            jobs.cancel(id);
            jobs.awaitEnd(id);
        }
    }

    @Test
    void deletesAFinishedJobWithAllItsRecords() {
        String id = jobs.run("key_id", key).getString("id");

        jobs.request().delete(PATH + "/" + id).then().statusCode(204).body(equalTo(""));

        jobs.request()
                .get(PATH + "/" + id)
                .then()
                .statusCode(404)
                .body("codeDesc", containsString("NCERRResourceNotFound"));
        jobs.request().delete(PATH + "/" + id).then().statusCode(404);
        jobs.cancel(id).then().statusCode(404);
        assertThat(
                Seed.query(Long.class, "SELECT count(*) FROM bulk_job_outcome WHERE job_id = ?::uuid", id),
                contains(0L));
    }

    @Test
    void serveTheSpellingsThatClientsUse() {
        String id = jobs.run("key_id", key).getString("id");

        jobs.request()
                .urlEncodingEnabled(false)
                .get(PATH + "/" + id.replace("-", "%2D"))
                .then()
                .statusCode(200);
        jobs.request().get(PATH + "/" + id + "/").then().statusCode(200);
        jobs.request().get(PATH + "/").then().statusCode(200);
        jobs.request().post(PATH + "/" + id + "/cancel/").then().statusCode(200);
        jobs.request()
                .contentType(ContentType.JSON)
                .body(body("key_id", key))
                .post(PATH + "/")
                .then()
                .statusCode(201);
        jobs.request()
                .get(PATH + "/" + id.toUpperCase(java.util.Locale.ROOT))
                .then()
                .statusCode(200);
    }
}
