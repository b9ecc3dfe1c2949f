package io.keysweep.schedule;

import io.keysweep.account.AccountDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Which keys take part in which schedule. */
@ApplicationScoped
class KeyBackupJobRepository {

    private static final String ENABLE =
            """
            UPDATE azure_key k SET backup_config_id = c.id, updated_at = clock_timestamp()
            FROM job_config c
            WHERE k.account = $1 AND k.id = $2 AND c.account = $1 AND c.id = $3 AND c.operation = 'cckm_key_backup'""";

    private static final String DISABLE =
            """
            UPDATE azure_key SET backup_config_id = NULL, updated_at = clock_timestamp()
            WHERE account = $1 AND id = $2 AND backup_config_id IS NOT NULL""";

    private final AccountDatabase database;

    KeyBackupJobRepository(AccountDatabase database) {
        this.database = database;
    }

    /** Lets the key take part; false if the account has no such schedule of backups, or no such key. */
    Uni<Boolean> enable(String account, UUID keyId, UUID configId) {
        return database.execute(account, ENABLE, Tuple.of(account, keyId, configId))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Lets the key take part in none; nothing if it does not. */
    Uni<Void> disable(String account, UUID keyId) {
        return database.execute(account, DISABLE, Tuple.of(account, keyId)).replaceWithVoid();
    }
}
