package io.keysweep.azure;

import io.smallrye.mutiny.Uni;

/** Trying identities out, for whoever keeps the connections. */
public interface AzureIdentities {

    /**
     * Has the identity log in anew. Fails with {@link KeyVaultException.Denied} if it is not accepted, with Azure's own
     * words ({@code AADSTS…}), and with {@link KeyVaultException.Unavailable} if nobody answers.
     */
    Uni<Void> authenticate(Cloud cloud, Identity identity);

    /** A connection was changed or deleted: what is known of it here is not used any more. */
    void forget(String account, String connection);
}
