package io.keysweep.key;

import io.keysweep.azure.PublicKey;
import io.keysweep.http.UnprocessableException;
import java.nio.charset.StandardCharsets;

/** Public halves as Azure gave them: written as PEM, or refused. */
public final class PublicKeyPemFuzz {

    private static final int PARTS = 5;

    private PublicKeyPemFuzz() {}

    /** One input: a line each for modulus, exponent, point and curve; empty for none. */
    public static void fuzzerTestOneInput(byte[] input) {
        String[] lines = (new String(input, StandardCharsets.UTF_8) + "\n".repeat(PARTS)).split("\n", -1);
        AzureKey key = new AzureKey();
        key.keyName = "fuzzed";
        key.publicKey = new PublicKey(part(lines[0]), part(lines[1]), part(lines[2]), part(lines[3]));
        key.crv = part(lines[4]);
        try {
            String pem = PublicKeyPem.of(key);
            if (!pem.startsWith("-----BEGIN PUBLIC KEY-----\n") || !pem.endsWith("\n-----END PUBLIC KEY-----\n")) {
                throw new IllegalStateException("no PEM");
            }
        } catch (UnprocessableException e) {
            // What callers are told.
        }
    }

    private static String part(String line) {
        return line.isEmpty() ? null : line;
    }
}
