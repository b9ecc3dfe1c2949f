package io.keysweep.bulkjob;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.keysweep.auth.Caller;
import io.keysweep.limits.JobLimit;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Puts a job on record: one statement, one commit, whatever the size of the selection. The job and the memory of its
 * idempotency key come together or not at all, so there is no gap in which a repeated call could make a second job.
 */
@ApplicationScoped
public class AcceptRepository {

    // $1 id, $2 account, $3 requester, $4 scope, $5 ids, $6 vaults, $7 after, $8 before, $9 keep last, $10
    // last of gone keys, $11 places. The selection's upper bound is the database's time of acceptance: one microsecond,
    // the resolution of created_at, past it, since bounds are exclusive.
    private static final String INSERT_JOB =
            """
            INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, vault_ids,
                                  created_after, created_before, selected_after, selected_before,
                                  keep_last, include_last_of_gone_keys, place)
            SELECT $1, $2, 'delete-key-backups', $3, $4, $5::uuid[], $6::uuid[], $7::timestamptz, $8::timestamptz,
                   coalesce($7::timestamptz, '-infinity'),
                   least($8::timestamptz, now() + interval '1 microsecond'), $9::integer, $10::boolean,
                   keysweep_job_place($2, $11)
            %s
            RETURNING created_at""";

    private static final String ACCEPT = INSERT_JOB.formatted("");

    // $11 places, $12 key, $13 fingerprint, $14 retention in seconds. A key that has expired is free again; some others
    // that have are cleared away in passing.
    private static final String ACCEPT_ONCE =
            """
            WITH expired AS (
                DELETE FROM idempotency_key WHERE (account, key) IN (
                    SELECT account, key FROM idempotency_key
                    WHERE expires_at <= now() AND (account, key) <> ($2, $12)
                    ORDER BY expires_at LIMIT 10 FOR UPDATE SKIP LOCKED)),
            claimed AS (
                INSERT INTO idempotency_key (account, key, fingerprint, job_id, expires_at)
                VALUES ($2, $12, $13, $1, now() + make_interval(secs => $14))
                ON CONFLICT (account, key) DO UPDATE
                SET fingerprint = EXCLUDED.fingerprint, job_id = EXCLUDED.job_id, created_at = EXCLUDED.created_at,
                    expires_at = EXCLUDED.expires_at
                WHERE idempotency_key.expires_at <= now()
                RETURNING job_id)
            %s"""
                    .formatted(INSERT_JOB.formatted("FROM claimed"));

    private static final String RECALL =
            """
            SELECT fingerprint, job_id, created_at FROM idempotency_key
            WHERE account = $1 AND key = $2 AND expires_at > now()""";

    private final AccountDatabase database;
    private final BulkJobConfig config;
    private final JobLimit limit;

    AcceptRepository(AccountDatabase database, BulkJobConfig config, JobLimit limit) {
        this.database = database;
        this.limit = limit;
        this.config = config;
    }

    /** Accepts a job. */
    Uni<BulkJob> accept(Caller caller, PermittedSelection permitted) {
        UUID id = UUID.randomUUID();
        return database.execute(caller.account(), ACCEPT, job(id, caller, permitted))
                .onFailure(limit::reached)
                .transform(full -> limit.refusal())
                .map(rows -> accepted(id, caller, permitted.selection(), Rows.only(rows)));
    }

    /**
     * Accepts a job as part of somebody's transaction; whoever commits it wakes the loop.
     *
     * @return the job's id; fails with {@link io.keysweep.http.TooManyRequestsException} if the account has too many
     */
    public Uni<UUID> accept(SqlConnection transaction, BulkJobOrder order) {
        UUID id = UUID.randomUUID();
        return transaction
                .preparedQuery(ACCEPT)
                .execute(job(id, order.caller(), order.permitted()))
                .onFailure(limit::reached)
                .transform(full -> limit.refusal())
                .replaceWith(id);
    }

    /** Accepts a job, unless the key is taken: then nothing is written, and the answer is empty. */
    Uni<Optional<BulkJob>> acceptOnce(Caller caller, PermittedSelection permitted, IdempotencyKey key) {
        UUID id = UUID.randomUUID();
        Tuple parameters = job(id, caller, permitted)
                .addString(key.value())
                .addBuffer(io.vertx.mutiny.core.buffer.Buffer.buffer(
                        permitted.selection().fingerprint(caller.subject())))
                .addDouble((double) config.idempotencyRetention().toSeconds());
        return database.execute(caller.account(), ACCEPT_ONCE, parameters)
                .onFailure(limit::reached)
                .transform(full -> limit.refusal())
                .map(rows -> Rows.first(rows).map(row -> accepted(id, caller, permitted.selection(), row)));
    }

    /**
     * The job that was accepted under the key, as it was answered then; empty if there is none.
     *
     * @return fails with {@link io.keysweep.http.UnprocessableException} if the key was used for another request
     */
    Uni<Optional<BulkJob>> recall(Caller caller, Selection selection, IdempotencyKey key) {
        return database.execute(caller.account(), RECALL, Tuple.of(caller.account(), key.value()))
                .map(rows -> Rows.first(rows).map(row -> recalled(caller, selection, key, row)));
    }

    private static BulkJob recalled(Caller caller, Selection selection, IdempotencyKey key, Row row) {
        byte[] fingerprint = selection.fingerprint(caller.subject());
        if (!Arrays.equals(fingerprint, row.getBuffer("fingerprint").getBytes())) {
            throw key.usedForAnother();
        }
        return accepted(row.getUUID("job_id"), caller, selection, row);
    }

    private static BulkJob accepted(UUID id, Caller caller, Selection selection, Row row) {
        return BulkJob.accepted(
                id,
                caller.account(),
                caller.subject(),
                row.getOffsetDateTime("created_at").toInstant(),
                selection);
    }

    private Tuple job(UUID id, Caller caller, PermittedSelection permitted) {
        Tuple values = Tuple.of(id, caller.account(), caller.subject())
                .addString(permitted.selection().scope().sqlName());
        return selected(values, permitted).addInteger(limit.most());
    }

    /** Adds what says which backups are meant, for statements that read it as six parameters in this order. */
    static Tuple selected(Tuple values, PermittedSelection permitted) {
        Selection selection = permitted.selection();
        return values.addArrayOfUUID(selection.ids().toArray(UUID[]::new))
                .addArrayOfUUID(permitted
                        .vaultIds()
                        .map(vaults -> vaults.toArray(UUID[]::new))
                        .orElse(null))
                .addOffsetDateTime(time(selection.createdAfter()))
                .addOffsetDateTime(time(selection.createdBefore()))
                .addInteger(selection.keepLast().orElse(null))
                .addBoolean(selection.includeLastOfGoneKeys());
    }

    private static OffsetDateTime time(Optional<Instant> instant) {
        return instant.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null);
    }
}
