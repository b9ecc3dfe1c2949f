package io.keysweep.audit;

import io.keysweep.auth.JwsSigner;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Signs what is to be believed without the database, and keeps the public key first: by the key in Azure Key Vault if the
 * settings name one, and by none other then; else by the service's own.
 */
@ApplicationScoped
class AuditSigning {

    private final VaultSigner vault;
    private final JwsSigner own;
    private final CheckpointRepository keys;

    AuditSigning(VaultSigner vault, JwsSigner own, CheckpointRepository keys) {
        this.vault = vault;
        this.own = own;
        this.keys = keys;
    }

    /**
     * A JWS in the compact form. Fails with {@link NotSignedException} while the key in Azure Key Vault does not sign.
     *
     * @param type the {@code typ} of its header
     * @param payload a JSON object
     */
    Uni<String> sign(String type, String payload) {
        return vault.configured() ? vault.sign(type, payload) : byOwn(type, payload);
    }

    private Uni<String> byOwn(String type, String payload) {
        return own.sign(type, payload)
                .call(signed -> keys.addKey(signed.keyId(), signed.jwk()))
                .map(JwsSigner.Signed::jws);
    }
}
