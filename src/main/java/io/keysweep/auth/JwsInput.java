package io.keysweep.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a signature of a JWS is over (RFC 7515 section 5.1): header and payload, encoded. */
public record JwsInput(String text) {

    /**
     * Of these.
     *
     * @param algorithm the {@code alg}
     * @param keyId the {@code kid}; nothing that JSON would escape
     * @param type the {@code typ}, a token of letters, digits, {@code + - .}
     * @param payload any text
     */
    public static JwsInput of(String algorithm, String keyId, String type, String payload) {
        String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + keyId + "\",\"typ\":\"" + type + "\"}";
        return new JwsInput(base64(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64(payload.getBytes(StandardCharsets.UTF_8)));
    }

    /** What is to be digested. */
    public byte[] bytes() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The JWS in its compact form. */
    public String signed(byte[] signature) {
        return text + "." + base64(signature);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
