package io.keysweep.sync;

import io.keysweep.account.AccountDatabase;
import io.keysweep.limits.JobLimit;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Puts jobs that go through Azure on record. Whoever does so wakes the loop afterwards, once it is committed. */
@ApplicationScoped
public class SyncAcceptRepository {

    private static final String ACCEPT_SYNCHRONIZATION =
            """
            INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,
                                  synchronize_all, take_cloud_key_backup, place)
            SELECT $1, $2, 'synchronize-keys', $3, 'vault', $4::uuid[], '-infinity', now(), $5::boolean, $6::boolean,
                   keysweep_job_place($2, $7)""";

    private static final String ACCEPT_BACKUPS =
            """
            INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after, selected_before,
                                  config_id, place)
            SELECT $1, $2, 'back-up-keys', $3, 'vault', array_agg(DISTINCT vault_id ORDER BY vault_id), '-infinity', now(), $4,
                   keysweep_job_place($2, $5)
            FROM azure_key WHERE account = $2 AND backup_config_id = $4
            HAVING count(*) > 0""";

    private final AccountDatabase database;
    private final JobLimit limit;

    SyncAcceptRepository(AccountDatabase database, JobLimit limit) {
        this.database = database;
        this.limit = limit;
    }

    /** Accepts a synchronization; gives the job's id. */
    Uni<UUID> accept(SyncOrder order) {
        UUID id = UUID.randomUUID();
        return database.execute(order.account(), ACCEPT_SYNCHRONIZATION, job(id, order))
                .onFailure(limit::reached)
                .transform(full -> limit.refusal())
                .replaceWith(id);
    }

    /** The same, as part of somebody's transaction. */
    public Uni<UUID> accept(SqlConnection transaction, SyncOrder order) {
        UUID id = UUID.randomUUID();
        return transaction
                .preparedQuery(ACCEPT_SYNCHRONIZATION)
                .execute(job(id, order))
                .onFailure(limit::reached)
                .transform(full -> limit.refusal())
                .replaceWith(id);
    }

    private Tuple job(UUID id, SyncOrder order) {
        return Tuple.of(id, order.account(), order.createdBy())
                .addArrayOfUUID(order.vaultIds().toArray(UUID[]::new))
                .addBoolean(order.all())
                .addBoolean(order.takeCloudKeyBackup())
                .addInteger(limit.most());
    }

    /**
     * Accepts a job that backs up all keys of a schedule, as part of somebody's transaction.
     *
     * @return the job's id; empty if the schedule has no keys, then there is no job
     */
    public Uni<Optional<UUID>> acceptBackups(
            SqlConnection transaction, String account, String createdBy, UUID configId) {
        UUID id = UUID.randomUUID();
        return transaction
                .preparedQuery(ACCEPT_BACKUPS)
                .execute(Tuple.of(id, account, createdBy, configId, limit.most()))
                .onFailure(limit::reached)
                .transform(full -> limit.refusal())
                .map(rows -> rows.rowCount() == 1 ? Optional.of(id) : Optional.empty());
    }
}
