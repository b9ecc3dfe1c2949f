package io.keysweep.sweep;

import io.keysweep.support.Seed;
import java.util.UUID;

/** A job as the engine has it in the middle of its work, put straight into the database. */
final class SeededJob {

    private SeededJob() {}

    /**
     * A job that is fully planned, with one slice over all backups of the vault. Somebody holds both for a good while yet, so
     * that the loop of this process leaves them alone.
     *
     * @param scopeId the vault or key of a range
     */
    static void insert(UUID job, String account, SliceKind kind, UUID scopeId, UUID vault, int epoch) {
        String scope =
                switch (kind) {
                    case VAULT_RANGE -> "vault";
                    case KEY_RANGE -> "key";
                    case IDS -> "backups";
                };
        Seed.update(
                "INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,"
                        + " state, epoch, lease_until, fully_planned, slice_count, planned)"
                        + " VALUES (?, ?, 'delete-key-backups', 'test', ?, ARRAY[?]::uuid[], '-infinity', now(), 'sweeping', ?,"
                        + " now() + interval '1 hour', true, 1, 20)",
                job,
                account,
                scope,
                scopeId,
                epoch);
        Seed.update(
                "INSERT INTO bulk_job_slice (job_id, slice_no, kind, scope_id, cursor_at, cursor_id, end_at, end_id, ids,"
                        + " ids_named, planned, epoch, lease_owner, lease_until)"
                        + " SELECT ?, 0, k.kind, CASE WHEN k.ids THEN NULL ELSE ?::uuid END,"
                        + " CASE WHEN k.ids THEN NULL ELSE timestamptz '-infinity' END,"
                        + " CASE WHEN k.ids THEN NULL ELSE uuid 'ffffffff-ffff-ffff-ffff-ffffffffffff' END,"
                        + " CASE WHEN k.ids THEN NULL ELSE max(b.created_at) END,"
                        + " CASE WHEN k.ids THEN NULL ELSE (array_agg(b.id ORDER BY b.created_at DESC, b.id DESC))[1] END,"
                        + " CASE WHEN k.ids THEN array_agg(b.id ORDER BY b.created_at, b.id) END, k.ids, 20, ?,"
                        + " gen_random_uuid(), now() + interval '1 hour'"
                        + " FROM (SELECT ?::text AS kind, ?::text = 'ids' AS ids) k, key_backup b WHERE b.vault_id = ?"
                        + " GROUP BY k.kind, k.ids",
                job,
                scopeId,
                epoch,
                kind.sqlName(),
                kind.sqlName(),
                vault);
    }

    /** More slices of the job, each like its first one and free. */
    static void addFreeSlices(UUID job, int count) {
        Seed.update(
                "INSERT INTO bulk_job_slice (job_id, slice_no, kind, scope_id, cursor_at, cursor_id, end_at, end_id, ids,"
                        + " ids_named, planned)"
                        + " SELECT job_id, n, kind, scope_id, cursor_at, cursor_id, end_at, end_id, ids, ids_named, planned"
                        + " FROM bulk_job_slice, generate_series(1, ?::integer) n WHERE job_id = ? AND slice_no = 0",
                count,
                job);
    }
}
