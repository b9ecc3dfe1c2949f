package io.keysweep.chaos;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * One account with backups, jobs that delete some of them, and company: somebody who looks at the jobs all the time, somebody
 * who places and releases holds, somebody who adds backups. What goes wrong meanwhile is the test's affair; {@link #end}
 * waits for the jobs and checks.
 */
final class Round implements AutoCloseable {

    private static final Instant FROM = Instant.parse("2023-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2024-01-01T00:00:00Z");
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final int BYSTANDERS = 50;

    private final String name;
    private final Random random;
    private final String account = Seed.account();
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID firstKey = Seed.key(vault, "signing");
    private final UUID secondKey = Seed.key(vault, "sealing");
    private final List<UUID> backups = new ArrayList<>();
    private final Api api;
    private final Invariants invariants;
    private final Map<UUID, JobWatch> watches = new ConcurrentHashMap<>();
    private final Set<UUID> heldThroughout = ConcurrentHashMap.newKeySet();
    private final Company company = new Company();

    private boolean overlapping;
    private volatile boolean allAccepted;

    Round(String name, Replicas replicas, int size, long seed) {
        this.name = name + " (seed " + seed + ")";
        this.random = new Random(seed);
        this.api = new Api(replicas::anyUri, account);
        backups.addAll(Seed.backups(firstKey, size - size / 3, FROM, TO, 100));
        backups.addAll(Seed.backups(secondKey, size / 3, FROM, TO, 100));
        Seed.backups(Seed.key(Seed.vault(account, "archive"), "k"), BYSTANDERS, FROM, TO, 100);
        Seed.update(
                "UPDATE key_backup SET held_until = 'infinity', hold_reason = 'chaos', held_by = 'chaos', held_at = now()"
                        + " WHERE vault_id = ? AND hashtext(id::text) % 97 = 0",
                vault);
        heldThroughout.addAll(Seed.query(
                UUID.class, "SELECT id FROM key_backup WHERE vault_id = ? AND held_until IS NOT NULL", vault));
        invariants = Invariants.prepare();
        Random holds = new Random(seed + 1);
        company.keep("holds", () -> holdOrRelease(holds));
        Random additions = new Random(seed + 2);
        company.keep("additions", () -> add(additions));
    }

    /** What deletes everything in the vault. */
    UUID startByVault() {
        return start(BulkJobs.body("vault_id", vault), "b.vault_id = ?", vault);
    }

    /** What deletes all of one key. */
    UUID startByKey() {
        return start(BulkJobs.body("key_id", firstKey), "b.key_id = ?", firstKey);
    }

    /** What deletes all of both keys, named as keys. */
    UUID startByKeys() {
        return start(BulkJobs.body("keys", List.of(firstKey, secondKey)), "b.key_id IN (?, ?)", firstKey, secondKey);
    }

    /** What deletes some backups that are named one by one, and one that there is not. */
    UUID startByIds() {
        Set<UUID> some = new HashSet<>();
        while (some.size() < Math.min(backups.size() / 2, 2_500)) {
            some.add(backups.get(random.nextInt(backups.size())));
        }
        UUID absent = UUID.randomUUID();
        Set<UUID> named = new HashSet<>(some);
        named.add(absent);
        UUID job = start(BulkJobs.body("backups", named), "b.id = ANY (?::uuid[])", (Object)
                some.stream().map(UUID::toString).toArray(String[]::new));
        invariants.names(job, absent);
        return job;
    }

    /** One of the four, by chance. */
    UUID startAny() {
        return switch (random.nextInt(4)) {
            case 0 -> startByVault();
            case 1 -> startByKey();
            case 2 -> startByKeys();
            default -> startByIds();
        };
    }

    /** Four jobs at a time, all of them over the same backups. */
    void startOverlapping() {
        overlapping = true;
        startByVault();
        startByIds();
        startByKey();
        startByKeys();
        allAccepted = true;
    }

    private UUID start(Map<String, Object> body, String condition, Object... values) {
        UUID job = api.start(body);
        allAccepted = !overlapping;
        invariants.selects(job, condition, values);
        JobWatch watch = new JobWatch(job, api);
        watches.put(job, watch);
        company.keep("watch", watch::look);
        return job;
    }

    /** Cancels a job; whether the answer says so. */
    boolean cancel(UUID job) {
        return api.cancel(job).getBoolean("abort");
    }

    /** Whether there is something that the job can't have come to: all selections have half of the backups at least. */
    boolean stoppedEarly(UUID job) {
        return watches.get(job).settled() < backups.size() / 2;
    }

    /** From a moment after now on nothing may be deleted: a chunk that is under way may come to its end. */
    void checkNothingDeletedLater() {
        invariants.nothingDeletedFrom(Seed.query(OffsetDateTime.class, "SELECT clock_timestamp() + interval '2 s'")
                .get(0));
    }

    /** Makes some backups of the selection ones that the database refuses to delete. */
    List<UUID> poison(int count) {
        List<UUID> poison = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            poison.add(backups.get(random.nextInt(backups.size())));
        }
        poison.forEach(id -> Seed.update("INSERT INTO chaos.poison VALUES (?) ON CONFLICT DO NOTHING", id));
        return poison;
    }

    /** What became of these backups in this round. */
    List<String> outcomes(List<UUID> ids) {
        return Seed.query(
                String.class,
                "SELECT o.outcome FROM bulk_job j JOIN bulk_job_outcome o ON o.job_id = j.id, unnest(?::uuid[]) i"
                        + " WHERE j.account = ? AND i = ANY (o.ids)",
                ids.stream().map(UUID::toString).toArray(String[]::new),
                account);
    }

    /** Waits until a job has settled so many items. */
    void awaitSettled(UUID job, long count) {
        Eventually.within(
                DEADLINE,
                name + ": " + count + " items are settled",
                () -> watches.get(job).settled() >= count || watches.get(job).ended());
    }

    /** Whether all jobs have ended, as far as anybody was told. */
    boolean ended() {
        company.check();
        return watches.values().stream().allMatch(JobWatch::ended);
    }

    /** Waits for the end of all jobs, and checks that everything is as it must be. Gives the jobs' last answers. */
    List<JsonObject> end() {
        Eventually.within(DEADLINE, name + ": all jobs have ended", this::ended);
        close();
        watches.values().forEach(watch -> watch.check(name));
        check();
        return watches.values().stream().map(JobWatch::last).toList();
    }

    /** Checks everything once more. */
    void check() {
        checkJobs();
        invariants.check(name, heldThroughout);
    }

    private void checkJobs() {
        long jobs = Seed.query(Long.class, "SELECT count(*) FROM bulk_job WHERE account = ?", account)
                .get(0);
        if (jobs != watches.size()) {
            throw new AssertionError(name + ": " + watches.size() + " jobs were asked for, there are " + jobs);
        }
    }

    private void holdOrRelease(Random chance) {
        UUID backup = backups.get(chance.nextInt(backups.size()));
        UUID key = backups.indexOf(backup) < backups.size() - backups.size() / 3 ? firstKey : secondKey;
        if (heldThroughout.contains(backup)) {
            // Before it is sent: from here on nobody can say whether it is held.
            heldThroughout.remove(backup);
            api.release(key, backup);
        } else {
            api.hold(key, backup)
                    .filter(answer -> answer.status() == 200)
                    .ifPresent(answer -> heldThroughout.add(backup));
        }
        LockSupport.parkNanos(Duration.ofMillis(chance.nextInt(60)).toNanos());
    }

    // Only once the last job is accepted: what comes before belongs to its selection.
    private void add(Random chance) {
        if (allAccepted) {
            Seed.update(
                    """
                    WITH new AS (
                        INSERT INTO key_backup (id, vault_id, key_id, data_key_id, blob_size, version_count, account,
                                                blob_digest, blob)
                        SELECT gen_random_uuid(), k.vault_id, k.id, d.id, 1, 1, k.account, '\\x00', '\\x00'
                        FROM azure_key k JOIN data_key d ON d.vault_id = k.vault_id WHERE k.id = ? RETURNING id)
                    INSERT INTO chaos.younger SELECT id FROM new""",
                    chance.nextBoolean() ? firstKey : secondKey);
        }
        LockSupport.parkNanos(Duration.ofMillis(50 + chance.nextInt(100)).toNanos());
    }

    @Override
    public void close() {
        company.close();
    }
}
