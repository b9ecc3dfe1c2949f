package io.keysweep.chaos;

import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What must hold after any round, whatever failed in it. Each rule is a query for offenders, which must find none; it compares
 * with a copy of the backups that was taken before, and with what {@link Audit} saw.
 */
final class Invariants {

    private static final Duration QUIET = Duration.ofSeconds(30);

    private static final String PREPARE =
            """
            TRUNCATE chaos.before, chaos.selected, chaos.younger, chaos.deleted, chaos.violation;
            INSERT INTO chaos.before
            SELECT id, account, vault_id, key_id, created_at, coalesce(held_until > now(), false) FROM key_backup""";

    private static final String GONE =
            "SELECT b.id FROM chaos.before b WHERE NOT EXISTS (SELECT FROM key_backup k WHERE k.id = b.id)";

    // Outcomes of the round's jobs, an item a row.
    private static final String ITEMS =
            """
            WITH item AS MATERIALIZED (
                SELECT o.job_id, o.outcome, o.error, unnest(o.ids) AS id FROM bulk_job_outcome o
                WHERE o.job_id = ANY (?::uuid[]))
            """;

    private static final Map<String, String> RULES = rules();

    private final List<UUID> jobs = new ArrayList<>();

    private Optional<OffsetDateTime> lastDeletion = Optional.empty();

    private Invariants() {}

    /** Takes the copy. Nothing may be under way. */
    static Invariants prepare() {
        Seed.update(PREPARE);
        return new Invariants();
    }

    /**
     * Notes which backups a job selects, by conditions of our own and not by the service's.
     *
     * @param condition on {@code chaos.before b}
     */
    void selects(UUID job, String condition, Object... values) {
        jobs.add(job);
        Object[] all = new Object[values.length + 1];
        all[0] = job;
        System.arraycopy(values, 0, all, 1, values.length);
        Seed.update("INSERT INTO chaos.selected SELECT ?::uuid, b.id FROM chaos.before b WHERE " + condition, all);
    }

    /** Notes that no backup may be deleted any more from a time on, by the database's clock. */
    void nothingDeletedFrom(OffsetDateTime time) {
        lastDeletion = Optional.of(time);
    }

    /** Notes an id that a job names and that is not there. */
    void names(UUID job, UUID absent) {
        Seed.update("INSERT INTO chaos.selected VALUES (?, ?)", job, absent);
    }

    private static Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("the audit saw no violation", "SELECT what FROM chaos.violation");
        rules.put(
                "what is gone was selected",
                "SELECT g.id FROM (" + GONE + ") g WHERE NOT EXISTS (SELECT FROM chaos.selected s WHERE s.id = g.id)");
        rules.put(
                "what is gone is on record as deleted, once over all jobs",
                ITEMS + "SELECT g.id FROM (" + GONE
                        + ") g WHERE (SELECT count(*) FROM item i WHERE i.id = g.id AND i.outcome = 'succeeded') <> 1");
        rules.put(
                "what is on record as deleted is gone",
                ITEMS + "SELECT i.id FROM item i JOIN key_backup k ON k.id = i.id WHERE i.outcome = 'succeeded'");
        rules.put("each deletion is one of a backup", "SELECT id FROM chaos.deleted GROUP BY id HAVING count(*) > 1");
        rules.put("nothing was deleted under a hold", "SELECT id FROM chaos.deleted WHERE held");
        rules.put(
                "no job has two outcomes for an item",
                ITEMS + "SELECT i.id FROM item i GROUP BY i.job_id, i.id HAVING count(*) > 1");
        rules.put(
                "no job has an outcome for what it did not select",
                ITEMS + "SELECT i.id FROM item i WHERE NOT EXISTS"
                        + " (SELECT FROM chaos.selected s WHERE s.job_id = i.job_id AND s.id = i.id)");
        // A selection by vault or key does not mention what another job took; whoever names items is told of each.
        rules.put(
                "a job that ran to its end tells of each item that no other job took",
                ITEMS + "SELECT s.id FROM chaos.selected s JOIN bulk_job j ON j.id = s.job_id"
                        + " WHERE (j.scope = 'backups' OR j.state = 'completed' AND NOT j.abort)"
                        + " AND NOT EXISTS (SELECT FROM item i WHERE i.job_id = s.job_id AND i.id = s.id)"
                        + " AND (j.scope = 'backups' OR NOT EXISTS (SELECT FROM item o WHERE o.id = s.id"
                        + " AND o.job_id <> s.job_id AND o.outcome = 'succeeded'))");
        rules.put(
                "backups younger than the job are there",
                "SELECT y.id FROM chaos.younger y WHERE NOT EXISTS (SELECT FROM key_backup k WHERE k.id = y.id)");
        rules.put(
                "a failed item says why",
                ITEMS + "SELECT i.id FROM item i WHERE i.outcome = 'failed' AND i.error = ''");
        rules.putAll(bookkeeping());
        return rules;
    }

    private static Map<String, String> bookkeeping() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put(
                "the counts of job, slices and outcomes are the same",
                """
                WITH job AS (SELECT * FROM bulk_job WHERE id = ANY (?::uuid[]))
                SELECT j.id FROM job j, LATERAL (
                    SELECT coalesce(sum(item_count) FILTER (WHERE outcome = 'succeeded'), 0) AS succeeded,
                           coalesce(sum(item_count) FILTER (WHERE outcome = 'failed'), 0) AS failed,
                           coalesce(sum(item_count) FILTER (WHERE outcome = 'missing'), 0) AS missing,
                           coalesce(sum(item_count) FILTER (WHERE outcome = 'held'), 0) AS held,
                           coalesce(sum(item_count) FILTER (WHERE outcome = 'aborted'), 0) AS aborted
                    FROM bulk_job_outcome o WHERE o.job_id = j.id) o, LATERAL (
                    SELECT coalesce(sum(succeeded), 0) AS succeeded, coalesce(sum(failed), 0) AS failed,
                           coalesce(sum(missing), 0) AS missing, coalesce(sum(held), 0) AS held
                    FROM bulk_job_slice s WHERE s.job_id = j.id) s
                WHERE (j.succeeded, j.failed, j.missing, j.held) IS DISTINCT FROM (o.succeeded, o.failed, o.missing, o.held)
                   OR (j.succeeded, j.failed, j.missing, j.held) IS DISTINCT FROM (s.succeeded, s.failed, s.missing, s.held)
                   OR j.state = 'completed' AND NOT j.abort AND j.total <> j.succeeded + j.failed + j.missing + j.held
                   OR j.scope = 'backups'
                      AND j.total <> j.succeeded + j.failed + j.missing + j.held + o.aborted""");
        rules.put(
                "each digest can be computed again",
                """
                SELECT o.job_id FROM bulk_job_outcome o WHERE o.job_id = ANY (?::uuid[])
                   AND (o.item_count <> cardinality(o.ids)
                        OR o.digest <> (SELECT sha256(string_agg(uuid_send(i), ''::bytea ORDER BY i)) FROM unnest(o.ids) i))
                UNION ALL
                SELECT j.id FROM bulk_job j WHERE j.id IN (SELECT job_id FROM chaos.selected)
                   AND j.digest <> (SELECT sha256(coalesce(string_agg(o.digest, ''::bytea
                                                  ORDER BY o.slice_no, o.chunk_no, o.outcome), ''::bytea))
                                    FROM bulk_job_outcome o WHERE o.job_id = j.id)""");
        rules.put(
                "epochs only rise, and chunks are numbered in their order",
                """
                SELECT job_id FROM (
                    SELECT o.job_id, o.epoch, o.chunk_no, lag(o.epoch) OVER slice AS before, s.epoch AS last, s.chunks
                    FROM bulk_job_outcome o JOIN bulk_job_slice s USING (job_id, slice_no)
                    WHERE o.job_id = ANY (?::uuid[]) AND o.outcome <> 'aborted'
                    WINDOW slice AS (PARTITION BY o.job_id, o.slice_no ORDER BY o.chunk_no)) c
                WHERE c.epoch < c.before OR c.epoch > c.last OR c.chunk_no >= c.chunks""");
        rules.put(
                "each audit chain is whole",
                """
                SELECT r.account, r.seq FROM (
                    SELECT *, lag(hash, 1, decode(repeat('00', 32), 'hex')) OVER chain AS before,
                           row_number() OVER chain AS n
                    FROM audit_record WINDOW chain AS (PARTITION BY account ORDER BY seq)) r
                WHERE r.seq <> r.n OR r.prev_hash <> r.before
                   OR r.hash <> sha256(decode('01', 'hex') || r.prev_hash || int8send(r.seq)
                          || int8send((extract(epoch FROM r.at) * 1000000)::bigint) || audit_field(r.account)
                          || audit_field(r.actor) || audit_field(r.address) || audit_field(r.request)
                          || audit_field(r.action) || audit_field(r.subject) || audit_field(r.outcome)
                          || audit_field(r.details))""");
        rules.put(
                "what is on record of jobs is what they did",
                """
                SELECT j.id FROM bulk_job j WHERE j.id = ANY (?::uuid[]) AND j.completed_at IS NOT NULL
                   AND (SELECT count(*) FROM audit_record r
                        WHERE r.account = j.account AND r.subject = audit_job_uri(j) AND r.action = 'bulk-job.concluded'
                          AND r.details::jsonb - 'state' = audit_job_facts(j) - 'state') <> 1""");
        rules.put(
                "no slice is left over",
                "SELECT job_id FROM bulk_job_slice WHERE job_id = ANY (?::uuid[]) AND state = 'ready'");
        return rules;
    }

    /**
     * Checks all of it once the jobs have ended.
     *
     * @param mustBeThere backups that were held all the time
     * @param round what to say of a failure
     */
    void check(String round, Collection<UUID> mustBeThere) {
        RULES.forEach((rule, offenders) -> none(round + ": " + rule, offenders));
        none(
                round + ": what was held all the time is there",
                "SELECT h.id FROM unnest(?::uuid[]) h (id) WHERE NOT EXISTS (SELECT FROM key_backup k WHERE k.id = h.id)",
                mustBeThere);
        lastDeletion.ifPresent(time -> empty(
                round + ": nothing was deleted after a cancel", "SELECT id, at FROM chaos.deleted WHERE at > ?", time));
        Eventually.within(QUIET, round + ": nothing is leased", () -> Seed.query(
                        UUID.class,
                        "SELECT job_id FROM bulk_job_slice WHERE lease_until IS NOT NULL"
                                + " UNION ALL SELECT id FROM bulk_job WHERE lease_until IS NOT NULL")
                .isEmpty());
        Eventually.within(QUIET, round + ": nothing is locked, and no transaction idle", () -> Seed.query(
                        Integer.class,
                        "SELECT pid FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
                                + " UNION ALL SELECT l.pid FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
                                + " WHERE c.relname IN ('key_backup', 'bulk_job', 'bulk_job_slice')"
                                + " AND l.mode <> 'AccessShareLock' AND l.pid <> pg_backend_pid()")
                .isEmpty());
    }

    private void none(String rule, String offenders) {
        none(rule, offenders, jobs);
    }

    private static void none(String rule, String offenders, Collection<UUID> ids) {
        Object argument = ids.stream().map(UUID::toString).toArray(String[]::new);
        empty(rule, offenders, offenders.contains("?") ? new Object[] {argument} : new Object[0]);
    }

    private static void empty(String rule, String offenders, Object... arguments) {
        List<String> found = Seed.query(String.class, "SELECT o::text FROM (" + offenders + ") o LIMIT 5", arguments);
        if (!found.isEmpty()) {
            throw new AssertionError("broken: " + rule + ": " + found);
        }
    }
}
