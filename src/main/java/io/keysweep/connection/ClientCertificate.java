package io.keysweep.connection;

import io.keysweep.http.BadRequestException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is public of a certificate that an application logs in with.
 *
 * @param pem without the key
 * @param thumbprint SHA-1 in hexadecimal, as Azure shows it
 */
record ClientCertificate(String pem, String thumbprint) {

    private static final Pattern CERTIFICATE = block("CERTIFICATE");
    private static final Pattern KEY = block("PRIVATE KEY");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private static Pattern block(String label) {
        return Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]{1,40000}+)-----END " + label + "-----");
    }

    /**
     * Reads a certificate with its private key.
     *
     * @throws BadRequestException if one of them is missing, or they do not belong together
     */
    static ClientCertificate of(String pem) {
        Matcher certificate = CERTIFICATE.matcher(pem);
        Matcher key = KEY.matcher(pem);
        if (!certificate.find() || !key.find()) {
            throw new BadRequestException("certificate: must be PEM with a block CERTIFICATE and a block PRIVATE KEY"
                    + " (PKCS #8, not encrypted)");
        }
        try {
            X509Certificate read = certificate(certificate.group());
            checkPair(read, Base64.getMimeDecoder().decode(key.group(1)));
            return new ClientCertificate(certificate.group(), thumbprint(read));
        } catch (GeneralSecurityException | ClassCastException | IllegalArgumentException e) {
            throw new BadRequestException(
                    "certificate: must hold an X.509 certificate with an RSA key in PEM, and that key");
        }
    }

    private static X509Certificate certificate(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private static void checkPair(X509Certificate certificate, byte[] key) throws GeneralSecurityException {
        RSAPrivateKey secret =
                (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key));
        if (!((RSAPublicKey) certificate.getPublicKey()).getModulus().equals(secret.getModulus())) {
            throw new BadRequestException("certificate: the private key is not the certificate's");
        }
    }

    private static String thumbprint(X509Certificate certificate) throws GeneralSecurityException {
        return HEX.formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
    }
}
