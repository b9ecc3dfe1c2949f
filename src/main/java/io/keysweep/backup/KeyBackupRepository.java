package io.keysweep.backup;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.keysweep.http.TimeBound;
import io.keysweep.key.AzureKey;
import io.keysweep.listing.Conditions;
import io.keysweep.listing.ListedRepository;
import io.keysweep.listing.SortOrder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Queries on backups, each bound to an account. Lists go through Hibernate, which does not know the blobs. */
@ApplicationScoped
public class KeyBackupRepository implements ListedRepository<KeyBackup> {

    // The account is asked of the key, so that counting a key's backups needs nothing but the index.
    private static final String OF_ACCOUNT =
            "exists (select 1 from AzureKey k where k.id = b.keyId and k.account = %s)";

    private static final Map<String, String> SORTABLE = Map.of(
            "createdAt", "b.createdAt",
            "updatedAt", "b.updatedAt",
            "name", "b.name",
            "type", "b.type",
            "size", "b.size");

    private static final String VAULTS = "SELECT id, vault_id FROM key_backup WHERE account = $1 AND id = ANY ($2)";

    private static final String BLOB =
            """
            SELECT b.id AS backup_id, b.account AS backup_account, b.blob, b.blob_digest,
                   d.id, d.account, d.vault_id, d.wrapped, d.wrapping_key
            FROM key_backup b JOIN data_key d ON d.id = b.data_key_id
            WHERE b.account = $1 AND b.id = $2""";

    private final AccountDatabase database;

    KeyBackupRepository(AccountDatabase database) {
        this.database = database;
    }

    /** The vaults of those of these backups that the account has, by backup. */
    public Uni<Map<UUID, UUID>> vaultsOf(String account, Collection<UUID> backupIds) {
        return database.execute(account, VAULTS, Tuple.of(account, backupIds.toArray(UUID[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(row -> row.getUUID("id"), row -> row.getUUID("vault_id"))));
    }

    /** The key's backup of this id, or null. */
    Uni<KeyBackup> find(AzureKey key, UUID backupId) {
        return database.read(
                key.account, () -> find("account = ?1 and keyId = ?2 and id = ?3", key.account, key.id, backupId)
                        .firstResult());
    }

    /** The key's latest backup, or null. */
    Uni<KeyBackup> latest(AzureKey key) {
        return database.read(key.account, () -> find(
                        "account = ?1 and keyId = ?2 order by createdAt desc, id desc", key.account, key.id)
                .range(0, 0)
                .firstResult());
    }

    /** Part of the key's backups. */
    Uni<Page<KeyBackup>> list(AzureKey key, KeyBackupQuery query, String sort, PageRequest page) {
        SortOrder order = SortOrder.parse(sort, SORTABLE, "b.id");
        Conditions where = conditions(key, query);
        return database.read(key.account, () -> page("KeyBackup b", where, order, page));
    }

    private static Conditions conditions(AzureKey key, KeyBackupQuery query) {
        return new Conditions()
                .equal("b.keyId", key.id)
                .matching(OF_ACCOUNT, key.account)
                .id("b.id", query.backupId())
                .id("b.id", query.backup())
                .text("b.name", "name", query.name())
                .text("b.type", "type", query.type())
                .constant(key.vault.azureName, query.vaultName())
                .constant(key.vault.subscriptionId, query.subscriptionId())
                .constant(key.vault.subscriptionName, query.subscriptionName())
                .constant(key.vault.location, query.region())
                .constant(key.vault.tenant, query.tenant())
                .constant(key.vault.cloudName, query.cloudName())
                .constantTruth(key.gone, "gone", query.gone())
                .compare("b.createdAt", ">", bound("created_after", query.createdAfter(), TimeBound::after))
                .compare("b.createdAt", "<", bound("created_before", query.createdBefore(), TimeBound::before));
    }

    private static Optional<Instant> bound(String field, String text, BiFunction<String, String, Instant> parse) {
        return Optional.ofNullable(text).filter(asked -> !asked.isBlank()).map(asked -> parse.apply(field, asked));
    }

    /** The sealed blob of the account's backup of this id, or null. */
    Uni<SealedBlob> blob(String account, UUID backupId) {
        return database.execute(account, BLOB, Tuple.of(account, backupId))
                .map(rows ->
                        Rows.first(rows).map(KeyBackupRepository::sealedBlob).orElse(null));
    }

    static SealedBlob sealedBlob(Row row) {
        return new SealedBlob(
                row.getUUID("backup_id"),
                row.getString("backup_account"),
                DataKeyRepository.dataKey(row),
                row.getBuffer("blob").getBytes(),
                row.getBuffer("blob_digest").getBytes());
    }
}
