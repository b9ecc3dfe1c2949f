package io.keysweep.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.Signature;

/**
 * Signs documents with the key that signs our tokens. None of them passes for a token: the {@code typ} is another, and they
 * have neither issuer nor audience nor an end.
 */
@ApplicationScoped
public class JwsSigner {

    private final SigningKeys keys;
    private final ObjectMapper json;

    JwsSigner(SigningKeys keys, ObjectMapper json) {
        this.keys = keys;
        this.json = json;
    }

    /**
     * A signed document.
     *
     * @param jws RFC 7515, compact, ES256
     * @param keyId the {@code kid}
     * @param jwk the public key, RFC 7517
     */
    public record Signed(String jws, String keyId, String jwk) {}

    /**
     * Signs with the key of now.
     *
     * @param type the {@code typ}, a token of letters, digits, {@code + - .}
     * @param payload any text
     */
    public Uni<Signed> sign(String type, String payload) {
        return keys.current().chain(key -> keys.published().map(ring -> signed(key, ring, type, payload)));
    }

    private Signed signed(SigningKey key, KeyRing ring, String type, String payload) {
        JwsInput input = JwsInput.of("ES256", key.id(), type, payload);
        return new Signed(
                input.signed(signature(key, input)),
                key.id(),
                jwk(JwksView.Key.of(key.id(), ring.keys().get(key.id()))));
    }

    private static byte[] signature(SigningKey key, JwsInput input) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key.privateKey());
            signature.update(input.bytes());
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ES256 is not available", e);
        }
    }

    private String jwk(JwksView.Key key) {
        try {
            return json.writeValueAsString(key);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a public key cannot be written as JSON", e);
        }
    }
}
