package io.keysweep.dev.keyvault;

import io.keysweep.dev.Keytool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;

/**
 * A new self-signed certificate for {@code localhost}, made by the {@code keytool} of the running JDK, in a directory of
 * its own that goes with the process.
 *
 * @param keyStore PKCS#12, with the private key
 * @param pem the certificate alone, for clients to trust
 */
record LocalCertificate(Path keyStore, Path pem) {

    static final String PASSWORD = "local-only";

    private static final String ALIAS = "localhost";

    static LocalCertificate create() {
        try {
            Path directory = Files.createTempDirectory("local-key-vault-");
            LocalCertificate certificate =
                    new LocalCertificate(directory.resolve("localhost.p12"), directory.resolve("localhost.pem"));
            directory.toFile().deleteOnExit();
            certificate.keyStore.toFile().deleteOnExit();
            certificate.pem.toFile().deleteOnExit();
            certificate.generate();
            certificate.exportPem();
            return certificate;
        } catch (IOException e) {
            throw new UncheckedIOException("no certificate for the local Key Vault", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no certificate for the local Key Vault", e);
        }
    }

    private void generate() throws IOException {
        Keytool.generate(
                keyStore,
                PASSWORD,
                ALIAS,
                "localhost",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-ext",
                "BC=ca:true",
                "-validity",
                "365");
    }

    private void exportPem() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
        Certificate certificate = store.getCertificate(ALIAS);
        Files.writeString(
                pem,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }
}
