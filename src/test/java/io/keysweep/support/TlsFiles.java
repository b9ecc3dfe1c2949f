package io.keysweep.support;

import io.keysweep.dev.Keytool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A self-signed certificate and its key in PEM files, made anew as often as one likes. It is its own authority: whoever trusts
 * it trusts nothing else.
 *
 * @param certificate the certificate's file
 * @param key the key's file
 */
public record TlsFiles(Path certificate, Path key) {

    private static final String PASSWORD = "of-a-test";

    // Servers read them after the test that made them.
    private static final Path HOME = Path.of("target", "tls").toAbsolutePath();

    /** Makes a pair for a host name in a directory of its own. */
    public static TlsFiles of(String host) {
        try {
            Path directory = Files.createTempDirectory(Files.createDirectories(HOME), "tls-");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            TlsFiles files = new TlsFiles(directory.resolve("tls.crt"), directory.resolve("tls.key"));
            files.renew(host);
            return files;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts another pair in the place of this one. */
    public void renew(String host) {
        try {
            Path store = certificate.resolveSibling("store.p12");
            Files.deleteIfExists(store);
            Keytool.generate(
                    store,
                    PASSWORD,
                    "tls",
                    host,
                    "-keyalg",
                    "RSA",
                    "-keysize",
                    "2048",
                    "-ext",
                    "san=dns:" + host,
                    "-validity",
                    "30");
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            replace(
                    key,
                    "PRIVATE KEY",
                    keys.getKey("tls", PASSWORD.toCharArray()).getEncoded());
            replace(certificate, "CERTIFICATE", keys.getCertificate("tls").getEncoded());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void replace(Path file, String label, byte[] bytes) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(
                next,
                "-----BEGIN " + label + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                        + "\n-----END " + label + "-----\n");
        // PostgreSQL takes no key that others can read.
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
