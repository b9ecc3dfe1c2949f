package io.keysweep.sync;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.azure.ListedKey;
import io.keysweep.azure.VaultRef;
import io.keysweep.sweep.JobStatements;
import io.keysweep.sweep.Seconds;
import io.keysweep.sweep.SliceLease;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a step has to know before it asks Azure. Nothing is held while it does. */
@ApplicationScoped
class VaultStepRepository {

    /**
     * In the answer of the statement for {@code $1}, a job, that puts a table {@code failed} on record: how many of its
     * keys had failed before; null if none of them failed now.
     */
    static final String FAILED_BEFORE =
            """
            CASE WHEN EXISTS (SELECT FROM failed)
                 THEN (SELECT sum(o.failed)::bigint FROM bulk_job_slice o WHERE o.job_id = $1) END AS failed_before""";

    private static final String OPEN =
            JobStatements.openSlice("started_at = coalesce(s.started_at, clock_timestamp()),")
                    + """
            RETURNING s.scope_id, s.phase, s.continuation, s.failures, s.chunks, s.started_at, clock_timestamp() AS opened_at,
                      j.account, j.take_cloud_key_backup, j.config_id""";

    private static final String VAULT =
            """
            SELECT azure_name || '::' || subscription_id AS name, vault_uri, connection,
                   properties -> 'enableSoftDelete' IS DISTINCT FROM 'false'::jsonb AS soft_delete
            FROM vault WHERE account = $1 AND id = $2""";

    // Azure tells times of change in whole seconds: a key that we read within the second of its last change, or so soon
    // after that clocks may disagree, can have changed again without its showing. The recovery level is the vault's,
    // and
    // changes with nothing of the key.
    private static final String UNCHANGED =
            """
            SELECT k.key_name FROM azure_key k
            JOIN unnest($2::text[], $3::bigint[], $4::text[]) AS listed (name, updated, recovery)
              ON listed.name = k.key_name AND (k.attributes ->> 'updated')::bigint = listed.updated
                 AND k.attributes ->> 'recoveryLevel' IS NOT DISTINCT FROM listed.recovery
            WHERE k.vault_id = $1 AND k.status = 'AVAILABLE' AND NOT k.gone
              AND k.synced_at > to_timestamp(listed.updated) + interval '5 seconds'""";

    private static final Long NEVER = -1L;

    private static final String NAMED =
            """
            SELECT id, key_name FROM azure_key WHERE vault_id = $1 AND folded_name = lower($2)
            ORDER BY key_name <> $2, gone LIMIT 1""";

    // Whatever wrote the row since this run began, another run or a call, had newer news than that the key was not in a
    // list.
    private static final String MISSING =
            """
            SELECT key_name FROM azure_key
            WHERE vault_id = $1 AND NOT gone AND greatest(created_at, updated_at, synced_at) < $2
              AND ($3::text IS NULL OR key_name > $3)
            ORDER BY key_name LIMIT $4""";

    private final AllAccountsDatabase database;
    private final SyncConfig config;

    VaultStepRepository(AllAccountsDatabase database, SyncConfig config) {
        this.database = database;
        this.config = config;
    }

    /**
     * Where the slice stands; empty if the lease was handed on or the job cancelled.
     *
     * @return fails with {@link VaultRemovedException} if the vault is not there any more
     */
    Uni<Optional<VaultStep>> open(SliceLease lease) {
        return database.execute(
                        OPEN, Tuple.of(lease.jobId(), lease.sliceNo(), lease.epoch(), Seconds.of(config.lease())))
                .map(Rows::first)
                .chain(slice -> slice.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : withVault(lease, slice.get()).map(Optional::of));
    }

    private Uni<VaultStep> withVault(SliceLease lease, Row slice) {
        return database.execute(VAULT, Tuple.of(slice.getString("account"), slice.getUUID("scope_id")))
                .map(rows -> Rows.first(rows).orElseThrow(VaultRemovedException::new))
                .map(vault -> step(lease, slice, vault));
    }

    private static VaultStep step(SliceLease lease, Row slice, Row vault) {
        String account = slice.getString("account");
        return new VaultStep(
                lease,
                account,
                slice.getUUID("scope_id"),
                vault.getString("name"),
                new VaultRef(URI.create(vault.getString("vault_uri")), account, vault.getString("connection")),
                Phase.of(slice.getString("phase")),
                slice.getString("continuation"),
                slice.getInteger("failures"),
                slice.getInteger("chunks"),
                slice.getOffsetDateTime("started_at"),
                slice.getOffsetDateTime("opened_at"),
                vault.getBoolean("soft_delete"),
                slice.getBoolean("take_cloud_key_backup"),
                slice.getUUID("config_id"));
    }

    /** The names of those listed keys that are on record as they are. */
    Uni<Set<String>> unchanged(VaultStep step, Collection<ListedKey> listed) {
        Tuple parameters = Tuple.tuple()
                .addUUID(step.vaultId())
                .addArrayOfString(listed.stream().map(ListedKey::name).toArray(String[]::new))
                .addArrayOfLong(listed.stream()
                        .map(key -> key.attributes().updated())
                        .map(updated -> updated == null ? NEVER : updated)
                        .toArray(Long[]::new))
                .addArrayOfString(listed.stream()
                        .map(key -> key.attributes().recoveryLevel())
                        .toArray(String[]::new));
        return database.execute(UNCHANGED, parameters).map(rows -> {
            Set<String> found = new HashSet<>();
            rows.forEach(row -> found.add(row.getString("key_name")));
            return found;
        });
    }

    /** Notes a key that Azure does not show; under its vault if it is on no record yet. One on record counts as seen. */
    Uni<Void> noteRefused(VaultStep step, Findings found, String name, String error) {
        return database.execute(NAMED, Tuple.of(step.vaultId(), name))
                .map(Rows::first)
                .invoke(key -> {
                    if (key.isEmpty()) {
                        found.failed(new FailedKey(step.vaultId(), "key " + name + ": " + error));
                    } else {
                        found.unchanged(key.get().getString("key_name"));
                        found.failed(new FailedKey(key.get().getUUID("id"), error));
                    }
                })
                .replaceWithVoid();
    }

    /** Notes a key on record of which Azure does not say whether it is gone; it stays as it is. */
    Uni<Void> noteUncertain(VaultStep step, Findings found, String name, String error) {
        return database.execute(NAMED, Tuple.of(step.vaultId(), name))
                .map(Rows::first)
                .invoke(key -> key.ifPresent(row -> found.failed(
                        new FailedKey(row.getUUID("id"), "Azure does not say whether the key is gone: " + error))))
                .replaceWithVoid();
    }

    /** The next keys on record that this run has not seen and that nobody touched since it began. */
    Uni<List<String>> missing(VaultStep step) {
        OffsetDateTime began = step.startedAt();
        return database.execute(MISSING, Tuple.of(step.vaultId(), began, step.continuation(), config.keysPerStep()))
                .map(rows -> Rows.all(rows, row -> row.getString("key_name")));
    }
}
