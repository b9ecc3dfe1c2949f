package io.keysweep.bulkjob;

import static io.keysweep.support.BulkJobs.PATH;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.LockedRow;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What became of each item, paged and streamed; progress as events. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class BulkJobResultsTest {

    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2024-02-01T00:00:00Z");
    private static final String UNKNOWN = "00000000-0000-4000-8000-00000000dead";

    private final String account = Seed.account();
    private final BulkJobs jobs = new BulkJobs(() -> Callers.admin(account));
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");
    private final List<UUID> backups = Seed.backups(key, 95, FROM, TO, 100);

    private List<String> ids() {
        return backups.stream().map(UUID::toString).toList();
    }

    @Test
    void pagesThroughEveryItemOnce() {
        String id = jobs.run("vault_id", vault).getString("id");

        List<String> seen = new ArrayList<>();
        for (int skip = 0; skip < 100; skip += 17) {
            JsonPath page = jobs.request()
                    .queryParam("skip", skip)
                    .queryParam("limit", 17)
                    .get(PATH + "/" + id + "/results")
                    .then()
                    .statusCode(200)
                    .body("total", is(95))
                    .body("resources.outcome", everyItem(equalTo("succeeded")))
                    .body("resources.status", everyItem(equalTo("Success")))
                    .extract()
                    .jsonPath();
            seen.addAll(page.getList("resources.backup_id"));
        }

        assertThat(seen.size(), is(95));
        assertThat(new HashSet<>(seen), equalTo(new HashSet<>(ids())));
    }

    @Test
    void filtersByOutcome() {
        List<String> named = new ArrayList<>(ids().subList(0, 3));
        named.add(UNKNOWN);
        String id = jobs.run("backups", named).getString("id");
        String path = PATH + "/" + id + "/results";

        jobs.request()
                .queryParam("outcome", "missing")
                .get(path)
                .then()
                .body("total", is(1))
                .body("resources[0].backup_id", equalTo(UNKNOWN))
                .body("resources[0].status", startsWith("NCERRResourceNotFound: "))
                .body("resources[0].at", containsString("T"));
        jobs.request()
                .queryParam("outcome", "missing", "succeeded")
                .get(path)
                .then()
                .body("total", is(4));
        jobs.request().queryParam("outcome", "failed").get(path).then().body("total", is(0));
        jobs.request().queryParam("outcome", "").get(path).then().body("total", is(4));
        jobs.request()
                .queryParam("outcome", "Success")
                .get(path)
                .then()
                .statusCode(400)
                .body("message", containsString("outcome: must be one of"));
    }

    @Test
    void streamsJsonLines() {
        String id = jobs.run("vault_id", vault).getString("id");

        String lines = jobs.request()
                .accept("application/x-ndjson")
                .get(PATH + "/" + id + "/results")
                .then()
                .statusCode(200)
                .header("Content-Type", "application/x-ndjson;charset=UTF-8")
                .extract()
                .asString();

        List<JsonPath> items = lines.lines().map(JsonPath::from).toList();
        assertThat(items.size(), is(95));
        assertThat(
                new HashSet<>(
                        items.stream().map(item -> item.getString("backup_id")).toList()),
                equalTo(new HashSet<>(ids())));
    }

    @Test
    void streamsCsv() {
        List<String> named = new ArrayList<>(ids().subList(0, 30));
        named.add(UNKNOWN);
        String id = jobs.run("backups", named).getString("id");

        String csv = jobs.request()
                .accept("text/csv")
                .get(PATH + "/" + id + "/results")
                .then()
                .statusCode(200)
                .header("Content-Type", "text/csv;charset=UTF-8")
                .extract()
                .asString();

        List<String> rows = Arrays.asList(csv.split("\n"));
        assertThat(rows.get(0), equalTo("backup_id,outcome,status,at"));
        assertThat(rows.size(), is(1 + 31));
        assertThat(rows, hasItem(startsWith(UNKNOWN + ",missing,\"NCERRResourceNotFound: ")));
        assertThat(rows, hasItem(startsWith(named.get(0) + ",succeeded,\"Success\",20")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-ndjson", "text/csv"})
    void filtersStreamsToo(String type) {
        String id =
                jobs.run("backups", Stream.of(ids().get(0), UNKNOWN).toList()).getString("id");

        String body = jobs.request()
                .accept(type)
                .queryParam("outcome", "missing")
                .get(PATH + "/" + id + "/results")
                .asString();

        assertThat(body, containsString(UNKNOWN));
        assertThat(body.contains(ids().get(0)), is(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/x-ndjson", "text/csv", "text/event-stream"})
    void answersForAJobThatIsNotThere(String type) {
        String call = type.equals("text/event-stream") ? "/events" : "/results";

        jobs.request().accept(type).get(PATH + "/" + UNKNOWN + call).then().statusCode(404);
    }

    @Test
    void tellsProgressUntilTheEnd() throws Exception {
        String events;
        try (LockedRow row = LockedRow.backup(backups.get(60))) {
            String id = jobs.start("vault_id", vault);
            jobs.awaitSucceeded(id, 40);
            CompletableFuture<String> reader = CompletableFuture.supplyAsync(() -> jobs.request()
                    .accept("text/event-stream")
                    .get(PATH + "/" + id + "/events")
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString());
            row.close();
            events = reader.get();
        }

        List<Double> progress = events.lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> JsonPath.from(line.substring("data:".length())).getDouble("progress"))
                .toList();
        assertThat(progress, equalTo(progress.stream().sorted().toList()));
        assertThat(progress.size(), greaterThan(0));
        assertThat(progress.get(progress.size() - 1), is(1.0));
        assertThat(events.lines().filter("event:end"::equals).count(), is(1L));
    }

    @Test
    void endsAtOnceForAJobThatHasEnded() {
        String id = jobs.run("vault_id", vault).getString("id");

        String events = jobs.request()
                .accept("text/event-stream")
                .get(PATH + "/" + id + "/events")
                .asString();

        assertThat(events.lines().filter(line -> line.startsWith("event:")).toList(), equalTo(List.of("event:end")));
    }
}
