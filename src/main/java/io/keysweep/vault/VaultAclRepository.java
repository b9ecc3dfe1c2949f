package io.keysweep.vault;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.UnprocessableException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Changes of a vault's ACL, one request after the other: all of a request or nothing. */
@ApplicationScoped
class VaultAclRepository {

    // The vault's row is what requests take turns at.
    private static final String LOCK =
            "UPDATE vault SET updated_at = now() WHERE account = $1 AND id = $2 RETURNING id";

    private static final String READ = "SELECT grantee, is_group, actions FROM vault_acl WHERE vault_id = $1";

    private static final String COUNT = "SELECT count(*) AS grantees FROM vault_acl WHERE vault_id = $1";

    private static final String PUT =
            """
            INSERT INTO vault_acl (vault_id, grantee, is_group, actions) VALUES ($1, $2, $3, $4)
            ON CONFLICT (vault_id, grantee, is_group) DO UPDATE SET actions = EXCLUDED.actions""";

    private static final String DELETE = "DELETE FROM vault_acl WHERE vault_id = $1 AND grantee = $2 AND is_group = $3";

    // Each view of a vault has them all.
    private static final int MOST_GRANTEES = 200;

    private final AccountDatabase database;

    VaultAclRepository(AccountDatabase database) {
        this.database = database;
    }

    private record Grantee(String name, boolean group) {}

    /**
     * Makes the changes. Fails with {@link NotFoundException} if the account has no such vault, with
     * {@link io.keysweep.http.BadRequestException} if somebody could do more than see, with {@link UnprocessableException} if
     * more than {@link #MOST_GRANTEES} could do anything.
     */
    Uni<Void> change(String account, UUID vaultId, List<AclRequest.Change> changes) {
        return database.transaction(account, connection -> lock(connection, account, vaultId)
                .chain(() -> connection.preparedQuery(READ).execute(Tuple.of(vaultId)))
                .map(rows -> changed(acl(rows), changes))
                .chain(changed -> write(connection, vaultId, changed))
                .chain(() -> connection.preparedQuery(COUNT).execute(Tuple.of(vaultId)))
                .invoke(VaultAclRepository::requireFew)
                .replaceWithVoid());
    }

    private static Uni<Void> lock(SqlConnection connection, String account, UUID vaultId) {
        return connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(account, vaultId))
                .invoke(rows -> {
                    if (rows.rowCount() == 0) {
                        throw new NotFoundException("vault: there is none of this id");
                    }
                })
                .replaceWithVoid();
    }

    private static void requireFew(RowSet<Row> counted) {
        long grantees = Rows.only(counted).getLong("grantees");
        if (grantees > MOST_GRANTEES) {
            throw new UnprocessableException(
                    "acls: would name " + grantees + " users and groups, and a vault has at most " + MOST_GRANTEES
                            + "; name a group instead of its users, or take away what is not needed");
        }
    }

    private static Map<Grantee, Set<String>> acl(RowSet<Row> rows) {
        Map<Grantee, Set<String>> acl = new HashMap<>();
        rows.forEach(row -> acl.put(
                new Grantee(row.getString("grantee"), row.getBoolean("is_group")),
                new TreeSet<>(Arrays.asList(row.getArrayOfStrings("actions")))));
        return acl;
    }

    /** What those have now whom the changes are about. */
    private static Map<Grantee, Set<String>> changed(
            Map<Grantee, Set<String>> before, List<AclRequest.Change> changes) {
        Map<Grantee, Set<String>> after = new HashMap<>();
        for (AclRequest.Change change : changes) {
            Grantee grantee = new Grantee(change.grantee(), change.ofGroup());
            Set<String> actions =
                    after.computeIfAbsent(grantee, other -> new TreeSet<>(before.getOrDefault(other, Set.of())));
            if (change.permit()) {
                actions.addAll(change.actions());
            } else {
                actions.removeAll(change.actions());
            }
        }
        after.forEach((grantee, actions) -> AclActions.checkAccompanied(grantee.name, actions));
        return after;
    }

    private static Uni<Void> write(SqlConnection connection, UUID vaultId, Map<Grantee, Set<String>> acl) {
        return Multi.createFrom()
                .iterable(acl.entrySet())
                .onItem()
                .transformToUniAndConcatenate(entry -> write(connection, vaultId, entry.getKey(), entry.getValue()))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static Uni<RowSet<Row>> write(
            SqlConnection connection, UUID vaultId, Grantee grantee, Set<String> actions) {
        Tuple key = Tuple.of(vaultId, grantee.name, grantee.group);
        return actions.isEmpty()
                ? connection.preparedQuery(DELETE).execute(key)
                : connection.preparedQuery(PUT).execute(key.addArrayOfString(actions.toArray(String[]::new)));
    }
}
