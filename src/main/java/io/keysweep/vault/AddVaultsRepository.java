package io.keysweep.vault;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.SqlStates;
import io.keysweep.azure.AzureSubscription;
import io.keysweep.azure.Cloud;
import io.keysweep.http.ConflictException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Takes vaults under management: all of a request, with their subscription, or none. */
@ApplicationScoped
class AddVaultsRepository {

    // Comes first: it locks the subscription, so that it cannot go with its last vault at this moment.
    private static final String PUT_SUBSCRIPTION =
            """
            INSERT INTO subscription (id, account, subscription_id, display_name, state, authorization_source, tenant_id)
            VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6)
            ON CONFLICT (account, subscription_id) DO UPDATE
            SET display_name = EXCLUDED.display_name, state = EXCLUDED.state,
                authorization_source = EXCLUDED.authorization_source, tenant_id = EXCLUDED.tenant_id, updated_at = now()""";

    // Until the commit nobody else adds to the account: the next statement sees what those before have added. No unique
    // index, since rows from before may be of one vault.
    private static final String ONE_AT_A_TIME =
            "SELECT pg_advisory_xact_lock(hashtext('keysweep vaults'), hashtext($1))";

    private static final String ADD =
            """
            INSERT INTO vault (id, account, azure_name, azure_vault_id, vault_uri, type, cloud_name, tenant, subscription_id,
                               subscription_name, location, connection, cloud_key_backup_limit, tags, properties)
            SELECT gen_random_uuid(), $1, v.name, v.azure_vault_id, v.uri, v.type, $2, v.tenant, $3, $4, v.location, $5, $6,
                   v.tags, v.properties
            FROM jsonb_to_recordset($7) AS v (name text, azure_vault_id text, uri text, type text, tenant text, location text,
                                              tags jsonb, properties jsonb)
            WHERE NOT EXISTS (SELECT FROM vault o WHERE o.account = $1 AND rtrim(lower(o.vault_uri), '/') = v.uri)
            ORDER BY v.name
            ON CONFLICT (account, azure_name, subscription_id) DO NOTHING
            RETURNING id, azure_name""";

    private final AccountDatabase database;

    AddVaultsRepository(AccountDatabase database) {
        this.database = database;
    }

    /** Where the vaults are, and how they are reached. */
    record Place(
            String account, Cloud cloud, String connection, String subscriptionId, AzureSubscription subscription) {

        private String subscriptionName() {
            return subscription.displayName() == null ? subscriptionId : subscription.displayName();
        }
    }

    /**
     * Stores the vaults.
     *
     * @param limit how many backups a key keeps, or null for all
     * @return their ids, by name; fails with {@link ConflictException}, and stores nothing, if one of them is there already
     */
    Uni<Map<String, UUID>> add(Place place, Integer limit, List<NewVault> vaults) {
        return database.transaction(place.account(), connection -> putSubscription(connection, place)
                        .chain(() -> connection.preparedQuery(ONE_AT_A_TIME).execute(Tuple.of(place.account())))
                        .chain(() -> connection.preparedQuery(ADD).execute(values(place, limit, vaults)))
                        .map(AddVaultsRepository::ids)
                        .invoke(ids -> requireAll(ids.keySet(), vaults)))
                .onFailure(SqlStates::foreignKeyViolated)
                .transform(gone -> new ConflictException("connection: it was deleted just now"));
    }

    private static Uni<RowSet<Row>> putSubscription(SqlConnection connection, Place place) {
        AzureSubscription subscription = place.subscription();
        return connection
                .preparedQuery(PUT_SUBSCRIPTION)
                .execute(Tuple.tuple()
                        .addString(place.account())
                        .addString(place.subscriptionId())
                        .addString(place.subscriptionName())
                        .addString(subscription.state())
                        .addString(subscription.authorizationSource())
                        .addString(subscription.tenantId()));
    }

    private static Tuple values(Place place, Integer limit, List<NewVault> vaults) {
        JsonArray rows = new JsonArray();
        vaults.forEach(vault -> rows.add(row(place, vault)));
        return Tuple.tuple()
                .addString(place.account())
                .addString(place.cloud().wireName())
                .addString(place.subscriptionId())
                .addString(place.subscriptionName())
                .addString(place.connection())
                .addInteger(limit == null || limit == 0 ? null : limit)
                .addValue(rows);
    }

    private static JsonObject row(Place place, NewVault vault) {
        String ofSubscription = place.subscription().tenantId();
        return new JsonObject()
                .put("name", vault.name())
                .put("azure_vault_id", vault.azureVaultId())
                .put("uri", vault.uri())
                .put("type", vault.kind().wireName())
                .put("tenant", vault.tenant().isEmpty() && ofSubscription != null ? ofSubscription : vault.tenant())
                .put("location", vault.location())
                .put("tags", new JsonObject(new HashMap<>(vault.tags())))
                .put("properties", new JsonObject(vault.properties()));
    }

    private static Map<String, UUID> ids(RowSet<Row> rows) {
        Map<String, UUID> ids = new HashMap<>();
        rows.forEach(row -> ids.put(row.getString("azure_name"), row.getUUID("id")));
        return ids;
    }

    private static void requireAll(Set<String> added, List<NewVault> asked) {
        Set<String> there =
                new TreeSet<>(new HashSet<>(asked.stream().map(NewVault::name).toList()));
        there.removeAll(added);
        if (!there.isEmpty()) {
            throw new ConflictException(
                    "vaults: under management already, so none was added: " + String.join(", ", there));
        }
    }
}
