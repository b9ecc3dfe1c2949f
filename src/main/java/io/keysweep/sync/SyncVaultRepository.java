package io.keysweep.sync;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;

/** Finds vaults by what callers call them. */
@ApplicationScoped
class SyncVaultRepository {

    private static final String FIND =
            """
            SELECT id, azure_name, azure_name || '::' || subscription_id AS full_name FROM vault
            WHERE account = $1
              AND ($2::text[] IS NULL OR azure_name || '::' || subscription_id = ANY ($2) OR azure_name = ANY ($2)
                   OR id::text = ANY ($3))
            ORDER BY azure_name, id""";

    private final AccountDatabase database;

    SyncVaultRepository(AccountDatabase database) {
        this.database = database;
    }

    /** The vaults that a choice may mean. */
    Uni<List<NamedVault>> find(String account, VaultChoice choice) {
        String[] names = choice.all() ? null : choice.names().toArray(String[]::new);
        String[] ids = choice.names().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
        Tuple parameters =
                Tuple.tuple().addString(account).addArrayOfString(names).addArrayOfString(ids);
        return database.execute(account, FIND, parameters).map(rows -> Rows.all(rows, SyncVaultRepository::vault));
    }

    private static NamedVault vault(Row row) {
        return new NamedVault(row.getUUID("id"), row.getString("azure_name"), row.getString("full_name"));
    }
}
