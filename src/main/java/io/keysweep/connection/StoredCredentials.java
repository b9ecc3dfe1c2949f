package io.keysweep.connection;

import io.keysweep.azure.Cloud;
import io.keysweep.azure.ConnectionCredentials;
import io.keysweep.azure.ConnectionSettings;
import io.keysweep.azure.KeyVaultException;
import io.keysweep.connection.StoredConnectionRepository.Stored;
import io.keysweep.encryption.UnknownKeyException;
import io.keysweep.encryption.UnwrapException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.jboss.logging.Logger;

/** The connections in the database as Azure is met with them. */
@ApplicationScoped
class StoredCredentials implements ConnectionCredentials {

    private static final Logger LOGGER = Logger.getLogger(StoredCredentials.class);
    private static final int LONGEST_ERROR = 1_000;

    private final StoredConnectionRepository connections;
    private final ConnectionSecrets secrets;
    private final Set<String> platformAccounts;

    StoredCredentials(StoredConnectionRepository connections, ConnectionSecrets secrets, ConnectionConfig config) {
        this.connections = connections;
        this.secrets = secrets;
        this.platformAccounts = config.platformIdentityAccounts().orElse(Set.of());
    }

    @Override
    public Uni<ConnectionSettings> of(String account, String connection) {
        return connections
                .find(account, connection)
                .onItem()
                .ifNull()
                .failWith(() -> new KeyVaultException.Denied("there is no connection " + connection))
                .invoke(this::checkPlatform)
                .chain(this::settings);
    }

    // The operator may have thought better of it since the connection was made.
    private void checkPlatform(Stored stored) {
        if (!stored.authType().secret() && !platformAccounts.contains(stored.account())) {
            throw new KeyVaultException.Denied(
                    "the account is not among keysweep.connection.platform-identity-accounts");
        }
    }

    private Uni<ConnectionSettings> settings(Stored stored) {
        Uni<String> secret = stored.secret() == null
                ? Uni.createFrom().nullItem()
                : secrets.open(stored.account(), stored.id(), stored.secret())
                        .onFailure(UnwrapException.class)
                        .transform(failure -> sealed(stored, failure));
        return secret.map(opened -> new ConnectionSettings(
                stored.id(),
                stored.revision(),
                Cloud.named(stored.cloudName()).orElseThrow(),
                ConnectionDraft.identity(stored.authType(), stored.tenantId(), stored.clientId(), opened)));
    }

    // Given anew on the one replica that has the wrong key, a secret would be lost to all others.
    private static KeyVaultException sealed(Stored stored, Throwable failure) {
        LOGGER.errorf("secret does not open connection=%s reason=%s", stored.id(), failure.getMessage());
        String advice = failure instanceof UnknownKeyException
                ? "; only if the key that wrapped it is lost for good give the secret anew"
                : "; it was changed since it was stored: give it anew";
        return new KeyVaultException.Sealed(
                "the stored secret of the connection does not open: " + failure.getMessage() + advice);
    }

    @Override
    public Uni<Void> refused(ConnectionSettings settings, String reason) {
        LOGGER.warnf("connection refused by azure connection=%s reason=%s", settings.id(), reason);
        return note(settings, reason);
    }

    /** Notes how a login went; null for well. A note that cannot be taken is no reason to fail. */
    Uni<Void> note(ConnectionSettings settings, String error) {
        String shown = error == null || error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR);
        return connections
                .note(settings.id(), settings.revision(), shown)
                .onFailure()
                .invoke(failure -> LOGGER.warnf("login not noted connection=%s reason=%s", settings.id(), failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
