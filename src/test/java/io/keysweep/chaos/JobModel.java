package io.keysweep.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.ServiceProcess;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The bulk job calls beside a model of them that fits a page: sets of backups, and what each job may touch. A gate keeps jobs
 * that were accepted from beginning, so that what happens in between has one meaning.
 */
final class JobModel {

    /** A job that was accepted: what it selects, and whether it may still run. */
    private record Job(Map<String, Object> body, Set<UUID> selected, boolean named) {}

    private final Supplier<ServiceProcess> service;
    private final String account = Seed.account();
    private final BulkJobs jobs = new BulkJobs(this::admin);
    private final List<UUID> keys = new ArrayList<>();
    private final UUID vault = Seed.vault(account, "payments");

    private final Map<UUID, UUID> keyOf = new LinkedHashMap<>();
    private final Set<UUID> held = new HashSet<>();
    private final Map<UUID, Job> waiting = new LinkedHashMap<>();
    private final Set<UUID> ended = new LinkedHashSet<>();
    private final Map<String, UUID> jobOfKey = new HashMap<>();
    private final Map<String, Map<String, Object>> bodyOfKey = new HashMap<>();

    JobModel(Supplier<ServiceProcess> service) {
        this.service = service;
        for (int i = 0; i < 3; i++) {
            keys.add(Seed.key(vault, "key-" + i));
        }
    }

    private RequestSpecification admin() {
        return Callers.admin(account)
                .baseUri(service.get().baseUri())
                .port(service.get().port());
    }

    private static <T> T pick(List<T> from, int number) {
        return from.get(number % from.size());
    }

    /** Some backups more, created now. */
    void insert(int number) {
        UUID key = pick(keys, number);
        List<UUID> ids = Seed.query(
                UUID.class,
                """
                INSERT INTO key_backup (id, vault_id, key_id, data_key_id, blob_size, version_count, account, blob_digest, blob)
                SELECT gen_random_uuid(), k.vault_id, k.id, d.id, 1, 1, k.account, '\\x00', '\\x00'
                FROM azure_key k JOIN data_key d ON d.vault_id = k.vault_id, generate_series(0, ?::integer)
                WHERE k.id = ? RETURNING id""",
                number % 30,
                key);
        ids.forEach(id -> keyOf.put(id, key));
    }

    /** A hold on a backup that is there, or was. */
    void hold(int number) {
        if (!keyOf.isEmpty()) {
            UUID backup = pick(List.copyOf(keyOf.keySet()), number);
            admin().contentType(ContentType.JSON)
                    .body("{\"reason\":\"model\"}")
                    .post(holdOf(backup))
                    .then()
                    .statusCode(200);
            held.add(backup);
        }
    }

    /** No hold any more. */
    void release(int number) {
        if (!held.isEmpty()) {
            UUID backup = pick(held.stream().sorted().toList(), number);
            admin().delete(holdOf(backup)).then().statusCode(204);
            held.remove(backup);
        }
    }

    private String holdOf(UUID backup) {
        return "/api/v1/cckm/azure/keys/" + keyOf.get(backup) + "/backups/" + backup + "/hold";
    }

    /** A job, under a key that no other has. */
    void create(int number) {
        String key = UUID.randomUUID().toString();
        Map<String, Object> body = body(number);
        Response response = post(key, body);
        response.then().statusCode(201);
        UUID job = UUID.fromString(response.path("id"));
        jobOfKey.put(key, job);
        bodyOfKey.put(key, body);
        waiting.put(job, new Job(body, selected(number), number % 3 == 2));
    }

    /** The same call again, or another one under the same key. */
    void repeat(int number) {
        if (jobOfKey.isEmpty()) {
            return;
        }
        String key = pick(jobOfKey.keySet().stream().sorted().toList(), number);
        if (number % 2 == 0) {
            Response response = post(key, bodyOfKey.get(key));
            response.then().statusCode(201).header("Idempotency-Replayed", "true");
            assertThat(UUID.fromString(response.path("id")), equalTo(jobOfKey.get(key)));
        } else {
            post(key, BulkJobs.body("key_id", keys.get(0), "created_after", "1999-01-01T00:00:00Z"))
                    .then()
                    .statusCode(422);
        }
    }

    private Response post(String key, Map<String, Object> body) {
        return admin().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .body(body)
                .post(BulkJobs.PATH);
    }

    private Map<String, Object> body(int number) {
        return switch (number % 3) {
            case 0 -> BulkJobs.body("vault_id", vault);
            case 1 -> BulkJobs.body("key_id", pick(keys, number));
            default -> BulkJobs.body("backups", selected(number));
        };
    }

    private Set<UUID> selected(int number) {
        return switch (number % 3) {
            case 0 -> new HashSet<>(keyOf.keySet());
            case 1 -> idsWhere(number);
            default -> named(number);
        };
    }

    private Set<UUID> idsWhere(int number) {
        return keyOf.keySet().stream()
                .filter(id -> keyOf.get(id).equals(pick(keys, number)))
                .collect(Collectors.toSet());
    }

    // Every second one, and one that there never was.
    private Set<UUID> named(int number) {
        Set<UUID> named = new HashSet<>();
        List<UUID> ids = List.copyOf(keyOf.keySet());
        for (int i = number % 2; i < ids.size(); i += 2) {
            named.add(ids.get(i));
        }
        named.add(new UUID(number, account.hashCode()));
        return named;
    }

    /** Cancels a job that waits: it ends at once and deletes nothing. */
    void cancel(int number) {
        if (!waiting.isEmpty()) {
            UUID id = pick(List.copyOf(waiting.keySet()), number);
            jobs.cancel(id.toString()).then().statusCode(200);
            Job job = waiting.remove(id);
            JsonPath end = jobs.awaitEnd(id.toString());
            ended.add(id);
            assertThat(end.getBoolean("abort"), is(true));
            assertThat(end.getInt("counts.succeeded"), is(0));
            assertThat(
                    end.getInt("counts.total"), is(job.named() ? job.selected().size() : 0));
        }
    }

    /** Deletes the record of a job: only of one that has ended. */
    void delete(int number) {
        if (number % 2 == 0 && !waiting.isEmpty()) {
            admin().delete(BulkJobs.PATH + "/" + pick(List.copyOf(waiting.keySet()), number))
                    .then()
                    .statusCode(409);
        } else if (!ended.isEmpty()) {
            UUID job = pick(List.copyOf(ended), number);
            admin().delete(BulkJobs.PATH + "/" + job).then().statusCode(204);
            admin().get(BulkJobs.PATH + "/" + job).then().statusCode(404);
            ended.remove(job);
        }
    }

    /** Opens the gate, and waits for the end of all that waited. */
    void runToEnd(Runnable meanwhile) {
        Seed.update(
                "UPDATE bulk_job SET not_before = now() WHERE account = ? AND state IN ('planning', 'sweeping')",
                account);
        meanwhile.run();
        Map<UUID, JsonPath> ends = new LinkedHashMap<>();
        waiting.keySet().forEach(id -> ends.put(id, jobs.awaitEnd(id.toString())));
        Set<UUID> gone = new HashSet<>();
        waiting.values().forEach(job -> gone.addAll(job.selected()));
        gone.retainAll(keyOf.keySet());
        gone.removeAll(held);
        int deleted = 0;
        for (Map.Entry<UUID, JsonPath> end : ends.entrySet()) {
            check(waiting.get(end.getKey()), end.getValue());
            deleted += end.getValue().getInt("counts.succeeded");
        }
        assertThat("deleted by all jobs together", deleted, is(gone.size()));
        keyOf.keySet().removeAll(gone);
        ended.addAll(waiting.keySet());
        waiting.clear();
        checkBackups();
    }

    private void check(Job job, JsonPath end) {
        assertThat(end.getString("overall_status"), equalTo("completed"));
        int heldOfJob = (int) job.selected().stream().filter(held::contains).count();
        assertThat(end.getInt("counts.held"), is(heldOfJob));
        assertThat(end.getInt("counts.failed"), is(0));
        if (job.named()) {
            assertThat(end.getInt("counts.total"), is(job.selected().size()));
            assertThat(
                    end.getInt("counts.succeeded") + end.getInt("counts.missing"),
                    is(job.selected().size() - heldOfJob));
        }
    }

    /** What is there is what the model says. */
    void checkBackups() {
        assertThat(
                new HashSet<>(Seed.query(UUID.class, "SELECT id FROM key_backup WHERE account = ?", account)),
                equalTo(keyOf.keySet()));
        assertThat(
                new HashSet<>(Seed.query(UUID.class, "SELECT id FROM bulk_job WHERE account = ?", account)),
                equalTo(ended));
    }
}
