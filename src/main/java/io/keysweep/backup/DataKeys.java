package io.keysweep.backup;

import io.keysweep.encryption.RetiredKeyException;
import io.keysweep.encryption.WrappedKey;
import io.keysweep.encryption.WrappingKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;

/** The data keys: made when there is none, and opened for whoever encrypts or decrypts. */
@ApplicationScoped
class DataKeys {

    private static final int KEY_BYTES = 32;

    private final DataKeyRepository stored;
    private final WrappingKey wrappingKey;
    private final SecureRandom random = new SecureRandom();

    DataKeys(DataKeyRepository stored, WrappingKey wrappingKey) {
        this.stored = stored;
        this.wrappingKey = wrappingKey;
    }

    /** The data key for what the vault stores now, as it is stored; made if this is the first of the month. */
    Uni<DataKey> current(String account, UUID vaultId) {
        return ofMonth(account, vaultId, null);
    }

    /** The same for what the vault stored in that month, null for the one that it is. */
    Uni<DataKey> ofMonth(String account, UUID vaultId, LocalDate month) {
        return stored.current(account, vaultId, month)
                .onItem()
                .ifNull()
                .switchTo(() -> RetiredKeyException.wrappingAgain(() -> make(account, vaultId, month)));
    }

    private Uni<DataKey> make(String account, UUID vaultId, LocalDate month) {
        UUID id = UUID.randomUUID();
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return wrappingKey
                .wrap(key, DataKey.purpose(id, account, vaultId))
                .map(wrapped -> new DataKey(id, account, vaultId, wrapped.bytes(), wrapped.wrappingKey()))
                .chain(made -> stored.createUnlessThere(made, month))
                .eventually(() -> Arrays.fill(key, (byte) 0));
    }

    /**
     * The data key in the clear. A new one is read back like any other, so nothing is ever sealed under a key that does not
     * unwrap.
     *
     * @return fails with {@link io.keysweep.encryption.UnwrapException} if it was wrapped by another key or changed
     */
    Uni<byte[]> inTheClear(DataKey key) {
        return wrappingKey.unwrap(new WrappedKey(key.wrapped(), key.wrappingKey()), key.purpose());
    }
}
