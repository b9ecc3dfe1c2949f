package io.keysweep.certificate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Base64;

/** A JWS in its compact form (RFC 7515), checked with a public key and nothing else. */
public final class SignedDocument {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PARTS = 3;

    private SignedDocument() {}

    /** What it says that it is, which nobody has verified yet. */
    static String type(String jws) throws RefusedException {
        try {
            return header(parts(jws)).path("typ").asText();
        } catch (IllegalArgumentException | IOException e) {
            throw malformed(e);
        }
    }

    private static String[] parts(String jws) throws RefusedException {
        String[] parts = jws.strip().split("\\.", -1);
        if (parts.length != PARTS) {
            throw new RefusedException("it is no JWS in the compact form");
        }
        return parts;
    }

    private static JsonNode header(String[] parts) throws IOException {
        return JSON.readTree(decoded(parts[0]));
    }

    private static RefusedException malformed(Exception cause) {
        return new RefusedException("it, or the key, is malformed: " + cause.getMessage());
    }

    /**
     * What is signed, if it is as it was signed.
     *
     * @param jws compact
     * @param keys the content of a key file: a JWK set, one JWK, or a public key in PEM
     * @param type what the {@code typ} of its header must be
     */
    public static JsonNode claims(String jws, String keys, String type) throws RefusedException {
        String[] parts = parts(jws);
        try {
            JsonNode header = header(parts);
            if (!header.path("typ").asText().equals(type)) {
                throw new RefusedException("it is no " + type);
            }
            if (!verified(header, keys, parts)) {
                throw new RefusedException("the signature does not fit: it was changed, or signed by others");
            }
            return JSON.readTree(decoded(parts[1]));
        } catch (GeneralSecurityException | IllegalArgumentException | IOException e) {
            throw malformed(e);
        }
    }

    private static boolean verified(JsonNode header, String keys, String[] parts)
            throws RefusedException, GeneralSecurityException, IOException {
        String keyId = header.path("kid").asText();
        PublicKey key = PublicKeys.find(keys, keyId)
                .orElseThrow(() -> new RefusedException("the key file has no key " + keyId));
        JwsAlgorithm algorithm = JwsAlgorithm.of(key)
                .filter(known -> known.name().equals(header.path("alg").asText()))
                .orElseThrow(() -> new RefusedException("the alg of its header is not the key's"));
        byte[] input = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
        return algorithm.verifies(key, input, decoded(parts[2]));
    }

    // One spelling only: decoders pass over the unused bits of the last character.
    private static byte[] decoded(String part) {
        byte[] bytes = Base64.getUrlDecoder().decode(part);
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
            throw new IllegalArgumentException("not canonical base64url");
        }
        return bytes;
    }
}
