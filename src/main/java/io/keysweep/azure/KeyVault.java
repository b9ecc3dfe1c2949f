package io.keysweep.azure;

import io.smallrye.mutiny.Uni;

/**
 * What we ask of Azure Key Vault. Calls never block and hold nothing of ours while Azure thinks. Each fails with a
 * {@link KeyVaultException} that says what the caller can do.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/keyvault/keys">Azure Key Vault keys REST API</a>
 */
public interface KeyVault {

    /**
     * Takes a backup of a key.
     *
     * @return the opaque blob: all versions of the key, protected to Azure, of use only for a restore into the same
     *     subscription and geography
     */
    Uni<byte[]> backUpKey(VaultRef vault, String keyName);

    /** How many versions the key has, 1 or more. */
    Uni<Integer> countVersions(VaultRef vault, String keyName);
}
