package io.keysweep.key;

import io.keysweep.account.AccountDatabase;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.keysweep.listing.Conditions;
import io.keysweep.listing.ListedRepository;
import io.keysweep.listing.SortOrder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Queries on keys, each bound to an account. */
@ApplicationScoped
public class AzureKeyRepository implements ListedRepository<AzureKey> {

    private static final String LATEST_VERSION = "-1";

    private static final Map<String, String> SORTABLE = Map.of(
            "key_name", "k.keyName",
            "createdAt", "k.createdAt",
            "updatedAt", "k.updatedAt",
            "syncedAt", "k.syncedAt",
            "key_size", "k.keySize",
            "version", "k.version",
            "status", "k.status",
            "algorithm", "k.kty",
            "region", "v.location",
            "key_vault", "v.azureName");

    private static final String VAULTS = "SELECT id, vault_id FROM azure_key WHERE account = $1 AND id = ANY ($2)";

    private final AccountDatabase database;

    AzureKeyRepository(AccountDatabase database) {
        this.database = database;
    }

    /** The vaults of those of these keys that the account has, by key. */
    public Uni<Map<UUID, UUID>> vaultsOf(String account, Collection<UUID> keyIds) {
        return database.execute(account, VAULTS, Tuple.of(account, keyIds.toArray(UUID[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(row -> row.getUUID("id"), row -> row.getUUID("vault_id"))));
    }

    /** The account's key of this id, or null. */
    Uni<AzureKey> find(String account, UUID keyId) {
        return database.read(account, () -> find(
                        "from AzureKey k join fetch k.vault where k.account = ?1 and k.id = ?2", account, keyId)
                .firstResult());
    }

    /**
     * Part of the account's keys.
     *
     * @param visible the only vaults whose keys may be seen, if not all
     */
    Uni<Page<AzureKey>> list(
            String account, Optional<Set<UUID>> visible, AzureKeyQuery query, String sort, PageRequest page) {
        SortOrder order = SortOrder.parse(sort, SORTABLE, "k.id");
        Conditions where = conditions(account, visible, query);
        return database.read(
                account,
                () -> page("AzureKey k join k.vault v", "AzureKey k join fetch k.vault v", where, order, page));
    }

    private static Conditions conditions(String account, Optional<Set<UUID>> visible, AzureKeyQuery query) {
        Conditions where = new Conditions()
                .equal("k.account", account)
                .among("v.id", visible)
                .id("k.id", query.id())
                .idOrName("v.id", "concat(v.azureName, '::', v.subscriptionId)", "key_vault", query.keyVault())
                .id("v.id", query.keyVaultId())
                .text("k.keyName", "key_name", query.keyName())
                .text("v.cloudName", "cloud_name", query.cloudName())
                .text("v.location", "region", query.region())
                .text("k.crv", "crv", KeyChecks.azureCurves(query.crv()))
                .text("k.status", "status", query.status())
                .truth(
                        "cast(function('jsonb_extract_path_text', k.attributes, 'enabled') as Boolean)",
                        "enabled",
                        query.enabled())
                .number("k.keySize", "key_size", query.keySize())
                .truth("k.deleted", "deleted_in_azure", query.deletedInAzure())
                .text("k.kty", "algorithm", query.algorithm())
                .text("k.kid", "kid", query.kid())
                .truth("k.gone", "gone", query.gone())
                .idOrPresence("k.latestBackup", query.backup())
                .absent(query.jobConfigId())
                .id("k.backupConfigId", query.backupJobConfigId())
                .constantTruth(false, "rotation_job_enabled", query.rotationJobEnabled())
                .absent(query.keyMaterialOrigin())
                .truth("k.managed", "managed", query.managed())
                .absent(query.externalKeyId());
        if (!query.version().contains(LATEST_VERSION)) {
            where.text("k.version", "version", query.version());
        }
        TagsFilter.of(query.tags()).forEach(tags -> where.matching(TagsFilter.CONTAINED, tags));
        return where;
    }
}
