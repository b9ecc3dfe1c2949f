package io.keysweep.certificate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Checks a certificate with a public key and nothing else: its signature and, given the leaves, that its root and its number
 * of deleted backups follow from them. Needs memory for one leaf at a time.
 */
final class CertificateCheck {

    /** What is wrong, in words for whoever asked. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PARTS = 3;
    private static final int UUID_BYTES = 16;

    private CertificateCheck() {}

    /**
     * Checks who signed.
     *
     * @param jws compact
     * @param keys the content of a key file
     * @return what is signed
     */
    static JsonNode claims(String jws, String keys) throws RefusedException, IOException {
        String[] parts = jws.strip().split("\\.", -1);
        if (parts.length != PARTS) {
            throw new RefusedException("the certificate is no JWS in the compact form");
        }
        try {
            JsonNode header = JSON.readTree(decoded(parts[0]));
            if (!header.path("alg").asText().equals("ES256")
                    || !header.path("typ").asText().equals(VerifyCertificate.TYPE)) {
                throw new RefusedException("the JWS is no deletion certificate signed with ES256");
            }
            PublicKey key = PublicKeys.find(keys, header.path("kid").asText())
                    .orElseThrow(() -> new RefusedException(
                            "the key file has no key " + header.path("kid").asText()));
            if (!verified(key, parts[0] + "." + parts[1], decoded(parts[2]))) {
                throw new RefusedException(
                        "the signature does not fit: the certificate was changed, or signed by others");
            }
            return JSON.readTree(decoded(parts[1]));
        } catch (GeneralSecurityException | IllegalArgumentException | JsonProcessingException e) {
            throw new RefusedException("the certificate or the key is malformed: " + e.getMessage());
        }
    }

    private static boolean verified(PublicKey key, String input, byte[] signed) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(key);
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return signature.verify(signed);
    }

    // One spelling only: decoders pass over the unused bits of the last character.
    private static byte[] decoded(String part) {
        byte[] bytes = Base64.getUrlDecoder().decode(part);
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
            throw new IllegalArgumentException("not canonical base64url");
        }
        return bytes;
    }

    /** Checks that the claims follow from the leaves, one a line. */
    static void leaves(JsonNode claims, BufferedReader lines) throws RefusedException, IOException {
        MerkleTree tree = new MerkleTree();
        long items = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                JsonNode leaf = parsed(line);
                items += leaf.path("ids").size();
                tree.add(hash(leaf));
            }
        }
        same("number of leaves", claims.path("leaves").asText(), Long.toString(tree.leaves()));
        same("number of deleted backups", claims.path("counts").path("deleted").asText(), Long.toString(items));
        same("Merkle root", claims.path("merkle_root").asText(), HexFormat.of().formatHex(tree.root()));
    }

    private static JsonNode parsed(String line) throws RefusedException {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new RefusedException("a line of the leaves is no JSON");
        }
    }

    private static void same(String what, String certified, String computed) throws RefusedException {
        if (!certified.equals(computed)) {
            throw new RefusedException(
                    "the " + what + " is " + certified + " by the certificate, and " + computed + " by the leaves");
        }
    }

    /** The hash of a leaf, as the package says. */
    static byte[] hash(JsonNode leaf) throws RefusedException {
        try {
            JsonNode ids = leaf.path("ids");
            ByteBuffer all = ByteBuffer.allocate(ids.size() * UUID_BYTES);
            for (JsonNode text : ids) {
                UUID id = UUID.fromString(text.asText());
                all.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
            }
            ByteBuffer numbers = ByteBuffer.allocate(3 * Integer.BYTES)
                    .putInt(leaf.path("slice").asInt())
                    .putInt(leaf.path("chunk").asInt())
                    .putInt(ids.size());
            byte[] blobs = HexFormat.of().parseHex(leaf.path("blobs_digest").asText());
            return MerkleTree.leaf(numbers.array(), Sha256.of(all.array()), blobs);
        } catch (IllegalArgumentException e) {
            throw new RefusedException("a line of the leaves is malformed: " + e.getMessage());
        }
    }
}
