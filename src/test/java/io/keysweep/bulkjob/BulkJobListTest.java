package io.keysweep.bulkjob;

import static io.keysweep.support.BulkJobs.PATH;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.LockedRow;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of jobs: paging, order, filters. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class BulkJobListTest {

    private final String account = Seed.account();
    private final BulkJobs jobs = new BulkJobs(() -> Callers.admin(account));
    private final UUID vault = Seed.vault(account, "payments");

    private List<String> threeJobs() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(jobs.run("vault_id", vault).getString("id"));
        }
        return ids;
    }

    @Test
    void showsTheNewestFirst() {
        List<String> ids = threeJobs();
        Collections.reverse(ids);

        jobs.request()
                .get(PATH)
                .then()
                .statusCode(200)
                .body("skip", is(0))
                .body("limit", is(10))
                .body("total", is(3))
                .body("resources.id", equalTo(ids))
                .body("resources[0].detailed_status", notNullValue())
                .body("resources[0].overall_status", equalTo("completed"));
    }

    @Test
    void pagesAndSorts() {
        List<String> ids = threeJobs();

        jobs.request()
                .queryParam("sort", "createdAt")
                .queryParam("skip", 1)
                .queryParam("limit", 1)
                .get(PATH)
                .then()
                .body("skip", is(1))
                .body("limit", is(1))
                .body("total", is(3))
                .body("resources.id", contains(ids.get(1)));
        jobs.request()
                .queryParam("limit", -1)
                .get(PATH)
                .then()
                .body("limit", is(-1))
                .body("resources", hasSize(3));
        jobs.request()
                .queryParam("skip", 3)
                .get(PATH)
                .then()
                .body("total", is(3))
                .body("resources", empty());
        for (String sort : List.of("id", "-updatedAt", "overall_status,-completed_at")) {
            jobs.request()
                    .queryParam("sort", sort)
                    .get(PATH)
                    .then()
                    .statusCode(200)
                    .body("resources", hasSize(3));
        }
    }

    @Test
    void filters() {
        List<String> ids = threeJobs();
        UUID held = Seed.backups(
                        Seed.key(vault, "k"),
                        1,
                        Instant.parse("2024-01-01T00:00:00Z"),
                        Instant.parse("2024-02-01T00:00:00Z"),
                        100)
                .get(0);
        try (LockedRow row = LockedRow.backup(held)) {
            String running = jobs.start("vault_id", vault);

            jobs.request()
                    .queryParam("overall_status", "in_progress")
                    .get(PATH)
                    .then()
                    .body("resources.id", contains(running));
            jobs.request()
                    .queryParam("overall_status", "completed")
                    .get(PATH)
                    .then()
                    .body("total", is(3));
            jobs.request()
                    .queryParam("overall_status", "completed", "in_progress")
                    .get(PATH)
                    .then()
                    .body("total", is(4));
            jobs.request()
                    .queryParam("overall_status", "aborted")
                    .get(PATH)
                    .then()
                    .body("total", is(0));
            jobs.request()
                    .queryParam("id", ids.get(0), ids.get(2))
                    .get(PATH)
                    .then()
                    .body("resources.id", containsInAnyOrder(ids.get(0), ids.get(2)));
            jobs.request()
                    .queryParam("id", "nope")
                    .get(PATH)
                    .then()
                    .statusCode(200)
                    .body("total", is(0));
            jobs.request()
                    .queryParam("operation", "delete-key-backups")
                    .get(PATH)
                    .then()
                    .body("total", is(4));
            jobs.request()
                    .queryParam("id", "")
                    .queryParam("overall_status", "", "in_progress")
                    .queryParam("operation", "")
                    .get(PATH)
                    .then()
                    .body("total", is(1));
            jobs.request().queryParam("operation", "other").get(PATH).then().body("total", is(0));
            jobs.request().queryParam("cloud", "AzureCloud").get(PATH).then().body("total", is(4));
            jobs.request()
                    .queryParam("unheard_of", "x")
                    .get(PATH)
                    .then()
                    .statusCode(200)
                    .body("total", is(4));
            jobs.cancel(running);
            jobs.awaitEnd(running);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "skip, -1",
        "skip, x",
        "skip, 99999999999",
        "limit, 0",
        "limit, -2",
        "limit, 1001",
        "limit, ten",
        "sort, created_at",
        "sort, 'createdAt;drop table bulk_job'",
        "sort, 'createdAt,'",
    })
    void refusesAPageThatIsNone(String parameter, String value) {
        jobs.request()
                .queryParam(parameter, value)
                .get(PATH)
                .then()
                .statusCode(400)
                .body("message", containsString(parameter));
    }

    @Test
    void keepsListsBoundedThoughJobsAreLarge() {
        UUID key = Seed.key(vault, "k");
        List<UUID> ids = Seed.backups(
                key, 600, Instant.parse("2024-01-01T00:00:00Z"), Instant.parse("2024-02-01T00:00:00Z"), 50);

        String id = jobs.run("backups", ids).getString("id");

        assertThat(jobs.get(id).getMap("detailed_status").size(), is(600));
        assertThat(jobs.get(id).getMap("delete_key_backups_param").size(), is(0));
    }
}
