package io.keysweep.certificate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keysweep.digest.Sha256;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Checks that a certificate's root and its number of deleted backups follow from the leaves. Needs memory for one leaf at a
 * time.
 */
final class CertificateCheck {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int UUID_BYTES = 16;

    private CertificateCheck() {}

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
