package io.keysweep.sync;

import io.keysweep.azure.KeyVault;
import io.keysweep.azure.KeyVaultException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads a key from Azure in full, and tells what is the key's own matter from what ends the step. */
@ApplicationScoped
class KeyReader {

    private final KeyVault azure;

    KeyReader(KeyVault azure) {
        this.azure = azure;
    }

    /** What Azure says of a key. */
    sealed interface Answer {
        /** It is there. */
        record There(SeenKey key) implements Answer {}

        /** It is not, or not any more; it may be soft-deleted. */
        record NotThere() implements Answer {}

        /** Azure does not show it. */
        record Refused(String error) implements Answer {}
    }

    /** Fails with a {@link KeyVaultException} that concerns the whole vault. */
    Uni<Answer> read(VaultStep step, String name) {
        return azure.getKey(step.vault(), name)
                .chain(key -> azure.countVersions(step.vault(), name)
                        .<Answer>map(versions -> new Answer.There(new SeenKey(key, versions))))
                .onFailure(KeyVaultException.NotFound.class)
                .recoverWithItem(new Answer.NotThere())
                .onFailure(KeyVaultException.Refused.class)
                .recoverWithItem(failure -> new Answer.Refused(failure.getMessage()));
    }
}
