package io.keysweep.vault;

import io.keysweep.account.AccountDatabase;
import io.keysweep.auth.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Queries on the vaults' ACLs. */
@ApplicationScoped
public class VaultGrantsRepository {

    private static final VaultGrants EVERYWHERE = new VaultGrants(true, Map.of());

    private static final String GRANTS =
            """
            SELECT a.vault_id, a.actions
            FROM vault_acl a JOIN vault v ON v.id = a.vault_id AND v.account = $1
            WHERE (a.grantee = $2 AND NOT a.is_group) OR (a.grantee = ANY ($3) AND a.is_group)""";

    private static final String ENTRIES =
            """
            SELECT a.vault_id, a.grantee, a.is_group, a.actions
            FROM vault_acl a JOIN vault v ON v.id = a.vault_id AND v.account = $1
            WHERE a.vault_id = ANY ($2)
            ORDER BY a.vault_id, a.is_group, a.grantee""";

    private final AccountDatabase database;

    VaultGrantsRepository(AccountDatabase database) {
        this.database = database;
    }

    /** What the caller may do now, as a user and as a member of groups together. No query for administrators. */
    public Uni<VaultGrants> of(Caller caller) {
        if (caller.administrator()) {
            return Uni.createFrom().item(EVERYWHERE);
        }
        return database.execute(
                        caller.account(),
                        GRANTS,
                        Tuple.of(
                                caller.account(),
                                caller.subject(),
                                caller.groups().toArray(String[]::new)))
                .map(VaultGrantsRepository::grants);
    }

    private static VaultGrants grants(RowSet<Row> rows) {
        Map<UUID, Set<String>> actions = new HashMap<>();
        for (Row row : rows) {
            actions.computeIfAbsent(row.getUUID("vault_id"), vault -> new HashSet<>())
                    .addAll(Arrays.asList(row.getArrayOfStrings("actions")));
        }
        return new VaultGrants(false, actions);
    }

    /** The whole ACLs of these vaults of the account, by vault; vaults without any are left out. */
    Uni<Map<UUID, List<VaultView.AclEntry>>> entries(String account, Collection<UUID> vaultIds) {
        return database.execute(account, ENTRIES, Tuple.of(account, vaultIds.toArray(UUID[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.groupingBy(
                                row -> row.getUUID("vault_id"),
                                Collectors.mapping(VaultGrantsRepository::entry, Collectors.toList()))));
    }

    private static VaultView.AclEntry entry(Row row) {
        String grantee = row.getString("grantee");
        List<String> actions = List.of(row.getArrayOfStrings("actions"));
        return row.getBoolean("is_group")
                ? new VaultView.AclEntry(null, grantee, actions)
                : new VaultView.AclEntry(grantee, null, actions);
    }
}
