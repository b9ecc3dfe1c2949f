package io.keysweep.support;

import io.keysweep.dev.Keytool;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/** A certificate with its RSA key, as an administrator would send it. */
public final class TestCertificate {

    private static final String PASSWORD = "of-a-test";

    private TestCertificate() {}

    /** A new one, in PEM. */
    public static String pem() throws Exception {
        try (TemporaryDirectory directory = TemporaryDirectory.create("test-certificate-")) {
            Path store = directory.path().resolve("client.p12");
            Keytool.generate(store, PASSWORD, "client", "keysweep", "-keyalg", "RSA", "-keysize", "2048");
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            return block("CERTIFICATE", keys.getCertificate("client").getEncoded())
                    + block(
                            "PRIVATE KEY",
                            keys.getKey("client", PASSWORD.toCharArray()).getEncoded());
        }
    }

    private static String block(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + label + "-----\n";
    }
}
