package io.keysweep.sync;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.azure.KeyVersions;
import io.keysweep.azure.VaultKey;
import io.keysweep.sweep.ChunkResult;
import io.keysweep.sweep.Seconds;
import io.keysweep.sweep.SliceLease;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Puts what a step found on record: one statement, one commit, fenced like a chunk of a deletion. No row back means that
 * nothing was done: the lease was handed on, the job cancelled, the vault removed, or the slice is past this step already.
 */
@ApplicationScoped
class FindingsRepository {

    // $1 job, $2 slice, $3 epoch, $4 phase, $5 continuation of the step; $6 opened at, $7 changed, $8
    // unchanged, $9 soft deleted, $10 gone, $11 failed; $12 next phase, $13 its continuation, $14 lease in
    // seconds, $15 live keys, $16 whether the vault is synchronized with this. A row that was written after
    // the step had begun is newer than what Azure answered, and stays as it is. A key that is gone, with a
    // last backup, stays so while one of its name is soft-deleted: Azure's list does not tell whether it is the
    // same, and the protection of that backup depends on it. Names that differ in case are the same to Azure: the
    // row keeps its own. They cannot delete a version alone, so a key whose oldest version is younger than the one on
    // record is another: purged and made anew between two looks.
    private static final String RECORD =
            """
            WITH slice AS MATERIALIZED (
                SELECT s.scope_id, s.chunks, j.account, j.created_by
                FROM bulk_job_slice s JOIN bulk_job j ON j.id = s.job_id JOIN vault v ON v.id = s.scope_id
                WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3 AND s.state = 'ready'
                  AND s.phase = $4 AND s.continuation IS NOT DISTINCT FROM $5
                  AND j.state = 'sweeping' AND NOT j.abort
                FOR UPDATE OF s),
            seen AS MATERIALIZED (
                SELECT DISTINCT ON (key_name) coalesce(known.key_name, c.name) AS key_name, c.*, known.id AS known_id,
                       known.version AS known_version, known.created AS known_created
                FROM slice s, jsonb_to_recordset($7::jsonb) AS c (name text, version text, versions integer, oldest bigint,
                    kid text, kty text, crv text, key_size integer, key_ops text[], public_key jsonb, attributes jsonb,
                    tags jsonb, managed boolean)
                LEFT JOIN LATERAL (
                    SELECT k.id, k.key_name, k.version,
                           CASE WHEN NOT k.gone THEN (k.attributes ->> 'created')::bigint END AS created
                    FROM azure_key k WHERE k.vault_id = s.scope_id AND k.folded_name = lower(c.name)
                    ORDER BY k.key_name <> c.name, k.gone LIMIT 1) known ON true),
            changed AS (
                INSERT INTO azure_key AS k (id, account, vault_id, key_name, version, version_count, kid, kty, crv, key_size,
                                            key_ops, public_key, attributes, tags, managed, created_by, synced_at)
                SELECT gen_random_uuid(), s.account, s.scope_id, c.key_name, c.version, c.versions, c.kid, c.kty, c.crv,
                       c.key_size, c.key_ops, jsonb_strip_nulls(c.public_key), c.attributes, c.tags, c.managed, s.created_by,
                       clock_timestamp()
                FROM slice s, seen c
                ORDER BY c.key_name
                ON CONFLICT (vault_id, key_name) DO UPDATE
                SET version = EXCLUDED.version, version_count = EXCLUDED.version_count, kid = EXCLUDED.kid,
                    kty = EXCLUDED.kty, crv = EXCLUDED.crv, key_size = EXCLUDED.key_size, key_ops = EXCLUDED.key_ops,
                    public_key = EXCLUDED.public_key, attributes = EXCLUDED.attributes, tags = EXCLUDED.tags, managed = EXCLUDED.managed,
                    status = 'AVAILABLE', deleted = false, key_soft_deleted_in_azure = false, gone = false,
                    updated_at = clock_timestamp(), synced_at = EXCLUDED.synced_at
                WHERE k.updated_at <= $6
                RETURNING k.id),
            replaced AS MATERIALIZED (
                SELECT key_backup_hold_replaced(c.known_id, c.oldest, c.known_version)
                FROM changed k JOIN seen c ON c.known_id = k.id WHERE c.known_created < c.oldest),
            unchanged AS (
                UPDATE azure_key k SET synced_at = clock_timestamp()
                FROM slice s WHERE k.vault_id = s.scope_id AND k.key_name = ANY ($8::text[])),
            soft_deleted AS (
                UPDATE azure_key k
                SET status = 'SOFT-DELETED', deleted = false, key_soft_deleted_in_azure = true, gone = false,
                    synced_at = clock_timestamp(),
                    updated_at = CASE WHEN k.status = 'SOFT-DELETED' THEN k.updated_at ELSE clock_timestamp() END
                FROM slice s
                WHERE k.vault_id = s.scope_id AND k.folded_name = ANY ($9::text[]) AND k.updated_at <= $6
                  AND NOT EXISTS (SELECT FROM key_backup b WHERE b.key_id = k.id AND b.last_of_gone_key)),
            gone AS (
                UPDATE azure_key k
                SET status = 'DELETED', deleted = true, key_soft_deleted_in_azure = false, gone = true,
                    synced_at = clock_timestamp(), updated_at = clock_timestamp()
                FROM slice s
                WHERE k.vault_id = s.scope_id AND k.key_name = ANY ($10::text[]) AND k.updated_at <= $6 AND NOT k.gone),
            synchronized AS (
                UPDATE vault v SET synced_at = clock_timestamp() FROM slice s WHERE v.id = s.scope_id AND $16::boolean),
            failed AS MATERIALIZED (
                SELECT id, error, row_number() OVER () AS n FROM jsonb_to_recordset($11::jsonb) AS f (id uuid, error text)),
            recorded AS (
                INSERT INTO bulk_job_outcome (job_id, slice_no, chunk_no, outcome, epoch, item_count, ids, digest, error)
                SELECT $1, $2, s.chunks + f.n, 'failed', $3, 1, ARRAY[f.id], sha256(uuid_send(f.id)), f.error
                FROM slice s, failed f)
            UPDATE bulk_job_slice s
            SET phase = coalesce($12, s.phase), continuation = $13, failures = 0,
                chunks = s.chunks + 1 + (SELECT count(*)::integer FROM failed),
                succeeded = s.succeeded + $15::integer, failed = s.failed + (SELECT count(*) FROM failed),
                state = CASE WHEN $12 IS NULL THEN 'done' ELSE 'ready' END,
                lease_owner = CASE WHEN $12 IS NULL THEN NULL ELSE s.lease_owner END,
                lease_until = CASE WHEN $12 IS NULL THEN NULL ELSE clock_timestamp() + make_interval(secs => $14) END
            FROM slice l
            WHERE s.job_id = $1 AND s.slice_no = $2 AND s.epoch = $3
            RETURNING s.state = 'done' AS last, (SELECT count(*) FROM replaced) AS replaced,
            """
                    + VaultStepRepository.FAILED_BEFORE;

    private final AllAccountsDatabase database;
    private final FailedKeys failedKeys;
    private final SyncConfig config;

    FindingsRepository(AllAccountsDatabase database, FailedKeys failedKeys, SyncConfig config) {
        this.database = database;
        this.failedKeys = failedKeys;
        this.config = config;
    }

    Uni<ChunkResult> record(VaultStep step, Findings findings, Progress progress) {
        SliceLease lease = step.lease();
        boolean passedLast = step.phase() == Phase.MISSING && !progress.phase().equals(Optional.of(Phase.MISSING));
        Tuple parameters = Tuple.tuple()
                .addUUID(lease.jobId())
                .addInteger(lease.sliceNo())
                .addInteger(lease.epoch())
                .addString(step.phase().sqlName())
                .addString(step.continuation())
                .addOffsetDateTime(step.openedAt())
                .addJsonArray(changed(findings.changed()))
                .addArrayOfString(findings.unchanged().toArray(String[]::new))
                .addArrayOfString(findings.softDeleted().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toArray(String[]::new))
                .addArrayOfString(findings.gone().toArray(String[]::new))
                .addJsonArray(failed(findings.failed()))
                .addString(progress.phase().map(Phase::sqlName).orElse(null))
                .addString(progress.continuation())
                .addDouble(Seconds.of(config.lease()))
                .addInteger(findings.live())
                .addBoolean(passedLast);
        return database.execute(RECORD, parameters)
                .map(Rows::first)
                .invoke(recorded -> recorded.ifPresent(
                        row -> failedKeys.report(step, findings.failed(), row.getLong("failed_before"))))
                .map(recorded ->
                        recorded.map(row -> swept(row, findings.live())).orElseGet(ChunkResult.LeaseLost::new));
    }

    private static ChunkResult swept(Row row, int live) {
        return new ChunkResult.Swept(live, 0, 0, row.getBoolean("last"));
    }

    private static JsonArray changed(List<SeenKey> keys) {
        JsonArray rows = new JsonArray();
        keys.forEach(key -> rows.add(row(key.key(), key.versions())));
        return rows;
    }

    private static JsonObject row(VaultKey key, KeyVersions versions) {
        return new JsonObject()
                .put("name", key.name())
                .put("version", key.version())
                .put("versions", versions.count())
                .put("oldest", versions.oldestAt())
                .put("kid", key.kid())
                .put("kty", key.kty())
                .put("crv", key.crv())
                .put("key_size", key.keySize())
                .put("key_ops", new JsonArray(key.keyOps()))
                .put("public_key", JsonObject.mapFrom(key.publicKey()))
                .put("attributes", JsonObject.mapFrom(key.attributes()))
                .put("tags", JsonObject.mapFrom(key.tags()))
                .put("managed", key.managed());
    }

    /** For statements that put failed keys on record. */
    static JsonArray failed(List<FailedKey> keys) {
        JsonArray rows = new JsonArray();
        keys.forEach(
                key -> rows.add(new JsonObject().put("id", key.id().toString()).put("error", key.error())));
        return rows;
    }
}
