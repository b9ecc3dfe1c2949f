package io.keysweep.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/** A certificate with its RSA key, as an administrator would send it. */
public final class TestCertificate {

    private static final String PASSWORD = "of-a-test";

    private TestCertificate() {}

    /** A new one, in PEM. */
    public static String pem() throws Exception {
        Path directory = Files.createTempDirectory("test-certificate-");
        Path store = directory.resolve("client.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "client",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=keysweep",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool failed");
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        Files.delete(store);
        Files.delete(directory);
        return block("CERTIFICATE", keys.getCertificate("client").getEncoded())
                + block(
                        "PRIVATE KEY",
                        keys.getKey("client", PASSWORD.toCharArray()).getEncoded());
    }

    private static String block(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + label + "-----\n";
    }
}
