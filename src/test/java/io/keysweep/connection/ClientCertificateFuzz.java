package io.keysweep.connection;

import io.keysweep.http.BadRequestException;
import java.nio.charset.StandardCharsets;

/** Certificates of connections: read, or refused without the key in the message. */
public final class ClientCertificateFuzz {

    private ClientCertificateFuzz() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            ClientCertificate read = ClientCertificate.of(new String(input, StandardCharsets.UTF_8));
            // With its dashes: the letters alone may stand in base64.
            if (read.pem().contains("-----BEGIN PRIVATE") || !read.thumbprint().matches("[0-9A-F]{40}")) {
                throw new IllegalStateException("keeps what is not public");
            }
        } catch (BadRequestException e) {
            // What callers are told.
        }
    }
}
