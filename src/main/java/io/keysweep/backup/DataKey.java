package io.keysweep.backup;

import java.util.UUID;

/**
 * The key that encrypts the blobs of one vault and one month, as it is stored.
 *
 * @param wrapped not the key: of use only with the wrapping key
 * @param wrappingKey names what wrapped it
 */
record DataKey(UUID id, String account, UUID vaultId, byte[] wrapped, String wrappingKey) {

    /** What it was wrapped for: moved to another row, vault or account it does not unwrap. */
    String purpose() {
        return purpose(id, account, vaultId);
    }

    static String purpose(UUID id, String account, UUID vaultId) {
        return "data-key/" + account + "/" + vaultId + "/" + id;
    }
}
