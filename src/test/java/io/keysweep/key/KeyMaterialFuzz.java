package io.keysweep.key;

import io.keysweep.http.BadRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Private keys of uploads, as PEM, JSON web key and PKCS #12: read, or refused. */
public final class KeyMaterialFuzz {

    private static final byte[] SEQUENCE = {0x30};

    private KeyMaterialFuzz() {}

    /** One input: text, or DER, which is wrapped as a caller would. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length > 0 && input[0] == SEQUENCE[0]) {
            String base64 = Base64.getMimeEncoder().encodeToString(input);
            refusable(
                    () -> KeyMaterial.ofText("-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----"));
            refusable(() -> KeyMaterial.ofPfx(base64, "secret"));
        } else {
            String text = new String(input, StandardCharsets.UTF_8);
            refusable(() -> KeyMaterial.ofText(text));
            refusable(() -> KeyMaterial.ofPfx(text, null));
        }
    }

    private static void refusable(Runnable reading) {
        try {
            reading.run();
        } catch (BadRequestException e) {
            // What callers are told.
        }
    }
}
