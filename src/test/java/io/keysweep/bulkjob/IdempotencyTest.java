package io.keysweep.bulkjob;

import static io.keysweep.support.BulkJobs.PATH;
import static io.keysweep.support.BulkJobs.body;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A create call that is sent again makes no second job. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class IdempotencyTest {

    private static final String REPLAYED = "Idempotency-Replayed";

    private final String account = Seed.account();
    private final BulkJobs jobs = new BulkJobs(() -> Callers.admin(account));
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");

    private Response post(String idempotencyKey, Map<String, Object> body) {
        return post(jobs, idempotencyKey, body);
    }

    private static Response post(BulkJobs jobs, String idempotencyKey, Map<String, Object> body) {
        return jobs.request()
                .contentType(ContentType.JSON)
                .header("Idempotency-Key", idempotencyKey)
                .body(body)
                .post(PATH);
    }

    private long jobCount() {
        return Seed.query(Long.class, "SELECT count(*) FROM bulk_job WHERE account = ?", account)
                .get(0);
    }

    @Test
    void answersTheSameCallWithTheFirstAnswer() {
        Response first = post("a", body("vault_id", vault));
        jobs.awaitEnd(first.path("id"));

        Response second = post("a", body("vault_id", vault));

        first.then().statusCode(201).header(REPLAYED, nullValue());
        second.then().statusCode(201).header(REPLAYED, equalTo("true")).body(equalTo(first.asString()));
        assertThat(jobCount(), is(1L));
    }

    @Test
    void takesAnotherLayoutForTheSameCall() {
        UUID other = Seed.key(vault, "wrapping");
        Response first = post("a", body("keys", List.of(key, other)));

        Response second = post("\"a\"", body("keys", List.of(other, key, other)));

        assertThat(second.<String>path("id"), equalTo(first.<String>path("id")));
    }

    @Test
    void refusesAnotherCallUnderTheSameKey() {
        post("a", body("vault_id", vault)).then().statusCode(201);

        post("a", body("vault_id", vault, "created_before", "2024-01-01"))
                .then()
                .statusCode(422)
                .body("message", containsString("Idempotency-Key"));
        post("a", body("key_id", key)).then().statusCode(422);
        assertThat(jobCount(), is(1L));
    }

    @Test
    void refusesTheSameCallOfAnotherCallerUnderTheSameKey() {
        Seed.grantUser(vault, "local|ann", "view", "deletebackup");
        post("a", body("vault_id", vault)).then().statusCode(201);

        post(new BulkJobs(() -> Callers.user(account, "local|ann")), "a", body("vault_id", vault))
                .then()
                .statusCode(422);
    }

    @Test
    void keepsTheKeysOfAccountsApart() {
        String otherAccount = Seed.account();
        UUID otherVault = Seed.vault(otherAccount, "payments");
        String id = post("a", body("vault_id", vault)).path("id");

        post(new BulkJobs(() -> Callers.admin(otherAccount)), "a", body("vault_id", otherVault))
                .then()
                .statusCode(201)
                .body("id", not(equalTo(id)));
    }

    @Test
    void stillAnswersWhenTheJobHasBeenDeletedSince() {
        String id = post("a", body("vault_id", vault)).path("id");
        jobs.awaitEnd(id);
        jobs.request().delete(PATH + "/" + id).then().statusCode(204);

        post("a", body("vault_id", vault))
                .then()
                .statusCode(201)
                .header(REPLAYED, equalTo("true"))
                .body("id", equalTo(id));
        assertThat(jobCount(), is(0L));
    }

    @Test
    void stillAnswersWhenWhatItNamesHasGoneSince() {
        String id = post("a", body("keys", List.of(key))).path("id");
        jobs.awaitEnd(id);
        Seed.update("DELETE FROM azure_key WHERE id = ?", key);

        post("a", body("keys", List.of(key)))
                .then()
                .statusCode(201)
                .header(REPLAYED, equalTo("true"))
                .body("id", equalTo(id));
        post("b", body("keys", List.of(key))).then().statusCode(404);
        Seed.update("UPDATE idempotency_key SET expires_at = now() - interval '1 s' WHERE account = ?", account);
        post("a", body("keys", List.of(key))).then().statusCode(404);
    }

    @Test
    void forgetsAKeyAfterSevenDays() {
        String id = post("a", body("vault_id", vault)).path("id");
        assertThat(
                Seed.query(
                        Boolean.class,
                        "SELECT expires_at = created_at + interval '7 days' FROM idempotency_key WHERE account = ?",
                        account),
                contains(true));
        Seed.update("UPDATE idempotency_key SET expires_at = now() - interval '1 s' WHERE account = ?", account);

        post("a", body("key_id", key))
                .then()
                .statusCode(201)
                .header(REPLAYED, nullValue())
                .body("id", not(equalTo(id)));
    }

    @Test
    void makesOneJobOfManyCallsAtOnce() throws Exception {
        Seed.backups(key, 10, Instant.parse("2024-01-01T00:00:00Z"), Instant.parse("2024-02-01T00:00:00Z"), 100);
        int calls = 32;
        ExecutorService callers = Executors.newFixedThreadPool(calls);
        Set<String> ids = new HashSet<>();
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                answers.add(callers.submit(() -> post("a", body("vault_id", vault))
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id")));
            }
            for (Future<String> answer : answers) {
                ids.add(answer.get());
            }
        } finally {
            callers.shutdownNow();
        }

        assertThat(ids, hasSize(1));
        assertThat(jobCount(), is(1L));
    }
}
