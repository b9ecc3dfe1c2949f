package io.keysweep.azure;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * What we ask of Azure Key Vault. Calls never block and hold nothing of ours while Azure thinks. Each fails with a
 * {@link KeyVaultException} that says what the caller can do.
 *
 * <p>A call that changes something and fails as {@code Unavailable} may have had its effect all the same: the answer was
 * lost, not the request. Ask Azure how things stand before you tell anybody. The SDK's retries are of the same kind: a
 * deletion that is made twice is answered as not found. What makes or uploads a key is not tried again after such a failure.
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

    /** The versions of the key. */
    Uni<KeyVersions> versions(VaultRef vault, String keyName);

    /** How many versions the key has, 1 or more. */
    default Uni<Integer> countVersions(VaultRef vault, String keyName) {
        return versions(vault, keyName).map(KeyVersions::count);
    }

    /** The latest version of the key. {@code NotFound} also when the key is soft-deleted. */
    Uni<VaultKey> getKey(VaultRef vault, String keyName);

    /** Makes a key, or a new version of the one of that name. */
    Uni<VaultKey> createKey(VaultRef vault, String keyName, NewKey key);

    /** Uploads a key, or a new version of the one of that name. */
    Uni<VaultKey> importKey(VaultRef vault, String keyName, ImportedKey key);

    /** Changes a version of the key. What cannot be taken away again: {@code nbf} and {@code exp}. */
    Uni<VaultKey> updateKey(VaultRef vault, String keyName, String version, KeyChange change);

    /**
     * Soft-deletes the key. Ends when Azure has accepted it; until Azure has finished, calls on that name fail as
     * {@code Busy} or {@code NotFound}.
     */
    Uni<Void> deleteKey(VaultRef vault, String keyName);

    /** Purges a soft-deleted key for good. {@code Busy} while Azure still soft-deletes it. */
    Uni<Void> purgeKey(VaultRef vault, String keyName);

    /**
     * Recovers a soft-deleted key. Ends when Azure has accepted it; until Azure has finished, calls on that name fail as
     * {@code Busy} or {@code NotFound}.
     */
    Uni<Void> recoverKey(VaultRef vault, String keyName);

    /** The soft-deleted key, in its latest version; empty if there is none, or Azure has not finished deleting it. */
    Uni<Optional<VaultKey>> getDeletedKey(VaultRef vault, String keyName);

    /**
     * Makes sure of a key that was found neither alive nor deleted. One that Azure is still deleting or recovering is neither;
     * only a call that would use it tells. To take such a key for gone would be a lie that outlasts the moment.
     *
     * @return fails as {@code Busy} if the key is in transition or has come back, and otherwise if Azure does not say
     */
    default Uni<Void> requireGone(VaultRef vault, String keyName) {
        return backUpKey(vault, keyName)
                .onItem()
                .<Void>transform(there -> {
                    throw new KeyVaultException.Busy("the key came back while it was read");
                })
                .onFailure(KeyVaultException.NotFound.class)
                .recoverWithNull();
    }

    /**
     * Restores a key with all its versions from a backup, under the name that the backup holds. {@code Conflict} if the name
     * is in use, alive or soft-deleted; {@code ForeignBackup} if it is of another geography or subscription.
     */
    Uni<VaultKey> restoreKey(VaultRef vault, byte[] blob);

    /**
     * A page of the vault's keys; one call.
     *
     * @param continuation {@link KeyPage#next} of the page before, null for the first one
     */
    Uni<KeyPage> listKeys(VaultRef vault, String continuation);

    /**
     * A page of the vault's soft-deleted keys; one call.
     *
     * @param continuation {@link KeyPage#next} of the page before, null for the first one
     */
    Uni<KeyPage> listDeletedKeys(VaultRef vault, String continuation);
}
