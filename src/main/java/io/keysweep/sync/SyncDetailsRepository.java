package io.keysweep.sync;

import io.keysweep.account.AccountDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What became of the vaults and keys of a synchronization or a scheduled backup. */
@ApplicationScoped
public class SyncDetailsRepository {

    private static final int KEY_ERRORS = 1_000;

    private static final String VAULTS =
            """
            SELECT s.scope_id, s.state, s.failed, s.error
            FROM bulk_job j JOIN bulk_job_slice s ON s.job_id = j.id
            WHERE j.account = $1 AND j.id = $2 AND s.state <> 'ready' ORDER BY s.slice_no""";

    private static final String KEYS =
            """
            SELECT o.ids[1] AS id, o.error FROM bulk_job j JOIN bulk_job_outcome o ON o.job_id = j.id
            WHERE j.account = $1 AND j.id = $2 AND o.outcome = 'failed'
              AND NOT EXISTS (SELECT FROM bulk_job_slice s
                              WHERE s.job_id = o.job_id AND s.slice_no = o.slice_no AND s.scope_id = o.ids[1]
                                AND s.error = o.error)
            ORDER BY o.slice_no, o.chunk_no LIMIT $3""";

    private final AccountDatabase database;

    SyncDetailsRepository(AccountDatabase database) {
        this.database = database;
    }

    /**
     * The details of a job.
     *
     * @param failedVault the code of a vault that failed as a whole
     */
    public Uni<SyncDetails> of(String account, UUID jobId, String failedVault) {
        return Uni.combine()
                .all()
                .unis(
                        database.execute(account, VAULTS, Tuple.of(account, jobId)),
                        database.execute(account, KEYS, Tuple.of(account, jobId, KEY_ERRORS)))
                .with((vaults, keys) -> new SyncDetails(vaults(vaults, failedVault), keys(keys)));
    }

    private static Map<String, String> vaults(RowSet<Row> rows, String failedVault) {
        Map<String, String> statuses = new LinkedHashMap<>();
        rows.forEach(row -> statuses.put(row.getUUID("scope_id").toString(), status(row, failedVault)));
        return statuses;
    }

    private static String status(Row slice, String failedVault) {
        if (slice.getString("error") != null) {
            return failedVault + ": " + slice.getString("error");
        }
        if (slice.getString("state").equals("stopped")) {
            return "NCERRAborted: the job ended before the vault was done";
        }
        long failed = slice.getLong("failed");
        return failed == 0 ? "Success" : "NCERRKeysFailed: something went wrong with " + failed + " of its keys";
    }

    private static Map<String, String> keys(RowSet<Row> rows) {
        Map<String, String> errors = new LinkedHashMap<>();
        rows.forEach(row -> errors.put(row.getUUID("id").toString(), row.getString("error")));
        return errors;
    }
}
