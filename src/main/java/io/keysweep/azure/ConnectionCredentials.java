package io.keysweep.azure;

import io.smallrye.mutiny.Uni;

/** What this package asks of whoever keeps the connections. */
public interface ConnectionCredentials {

    /**
     * The settings of an account's connection as they are now, secrets in the clear. Fails with
     * {@link KeyVaultException.Denied} if the account has no connection of this name.
     */
    Uni<ConnectionSettings> of(String account, String connection);

    /**
     * Azure did not accept the identity of a connection in use, for a reason that is fit to be shown. Takes note of it, if the
     * connection is still the same; never fails.
     */
    Uni<Void> refused(ConnectionSettings settings, String reason);
}
