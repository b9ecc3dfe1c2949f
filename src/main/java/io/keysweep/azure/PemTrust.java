package io.keysweep.azure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;

/** The certificates of a PEM file as the REST client takes them; the other clients read the file themselves. */
final class PemTrust {

    /** Of a key store in memory that holds nothing secret. */
    static final String PASSWORD = "public";

    private PemTrust() {}

    static KeyStore of(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, PASSWORD.toCharArray());
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("trusted-" + number++, certificate);
            }
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException("keysweep.azure.trusted-certificates cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("keysweep.azure.trusted-certificates holds no certificates", e);
        }
    }
}
