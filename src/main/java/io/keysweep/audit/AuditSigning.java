package io.keysweep.audit;

import io.keysweep.auth.JwsSigner;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Signs what is to be believed without the database, and keeps the public key first. */
@ApplicationScoped
class AuditSigning {

    private final JwsSigner signer;
    private final CheckpointRepository keys;

    AuditSigning(JwsSigner signer, CheckpointRepository keys) {
        this.signer = signer;
        this.keys = keys;
    }

    /**
     * A JWS in the compact form.
     *
     * @param type the {@code typ} of its header
     * @param payload a JSON object
     */
    Uni<String> sign(String type, String payload) {
        return signer.sign(type, payload)
                .call(signed -> keys.addKey(signed.keyId(), signed.jwk()))
                .map(JwsSigner.Signed::jws);
    }
}
