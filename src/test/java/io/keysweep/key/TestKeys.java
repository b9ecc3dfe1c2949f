package io.keysweep.key;

import io.keysweep.dev.Keytool;
import io.keysweep.support.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;

/** Key pairs in the forms in which people have them. */
final class TestKeys {

    private TestKeys() {}

    /**
     * A key pair.
     *
     * @param pem PKCS #8, as OpenSSL writes it
     * @param jwk whole
     */
    record Pair(String pem, String jwk, String n, String x, String y) {}

    static Pair rsa() {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) generate("RSA", null).getPrivate();
        String n = number(key.getModulus(), 0);
        String jwk =
                "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\",\"d\":\"%s\",\"p\":\"%s\",\"q\":\"%s\",\"dp\":\"%s\",\"dq\":\"%s\",\"qi\":\"%s\"}"
                        .formatted(
                                n,
                                number(key.getPublicExponent(), 0),
                                number(key.getPrivateExponent(), 0),
                                number(key.getPrimeP(), 0),
                                number(key.getPrimeQ(), 0),
                                number(key.getPrimeExponentP(), 0),
                                number(key.getPrimeExponentQ(), 0),
                                number(key.getCrtCoefficient(), 0));
        return new Pair(pem(key.getEncoded()), jwk, n, null, null);
    }

    static Pair ec(String curve) {
        KeyPair pair = generate("EC", curve.replace("P-", "secp") + "r1");
        ECPublicKey point = (ECPublicKey) pair.getPublic();
        int length = (Integer.parseInt(curve.substring(2)) + 7) / 8;
        String x = number(point.getW().getAffineX(), length);
        String y = number(point.getW().getAffineY(), length);
        String d = number(((ECPrivateKey) pair.getPrivate()).getS(), length);
        String jwk = "{\"kty\":\"EC\",\"crv\":\"%s\",\"x\":\"%s\",\"y\":\"%s\",\"d\":\"%s\"}".formatted(curve, x, y, d);
        return new Pair(pem(pkcs8(curve, d, x, y)), jwk, null, x, y);
    }

    /** With the point, as OpenSSL writes it and the JDK does not (RFC 5915 in RFC 5208). */
    private static byte[] pkcs8(String curve, String d, String x, String y) {
        String oid =
                switch (curve) {
                    case "P-256" -> "06082a8648ce3d030107";
                    case "P-384" -> "06052b81040022";
                    default -> "06052b81040023";
                };
        String point = tlv("03", "0004" + hex(x) + hex(y));
        String key = tlv("30", "020101" + tlv("04", hex(d)) + tlv("a1", point));
        String algorithm = tlv("30", "06072a8648ce3d0201" + oid);
        return HexFormat.of().parseHex(tlv("30", "020100" + algorithm + tlv("04", key)));
    }

    static String tlv(String tag, String value) {
        int length = value.length() / 2;
        String size = length < 128 ? "%02x".formatted(length) : "81%02x".formatted(length);
        String longer = length < 65_536 ? "82%04x".formatted(length) : "83%06x".formatted(length);
        return tag + (length < 256 ? size : longer) + value;
    }

    private static String hex(String base64Url) {
        return HexFormat.of().formatHex(Base64.getUrlDecoder().decode(base64Url));
    }

    /** A PKCS #12 in base64, made by the JDK's own tool, which alone can make certificates. */
    static String pfx(String password) {
        return pfx(password, 10_000, 10_000, 10_000);
    }

    /** The same with so many rounds of key derivation for each of its parts. */
    static String pfx(String password, int key, int certificate, int mac) {
        try (TemporaryDirectory directory = TemporaryDirectory.create("pfx-")) {
            Path file = directory.path().resolve("key.pfx");
            Keytool.generate(
                    file,
                    password,
                    "key",
                    "test",
                    "-J-Dkeystore.pkcs12.keyPbeIterationCount=" + key,
                    "-J-Dkeystore.pkcs12.certPbeIterationCount=" + certificate,
                    "-J-Dkeystore.pkcs12.macIterationCount=" + mac,
                    "-keyalg",
                    "RSA",
                    "-keysize",
                    "2048");
            return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair generate(String algorithm, String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (curve == null) {
                generator.initialize(2048);
            } else {
                generator.initialize(new ECGenParameterSpec(curve));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(byte[] der) {
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static String number(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        int sign = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        byte[] padded = new byte[Math.max(length, bytes.length - sign)];
        System.arraycopy(bytes, sign, padded, padded.length - (bytes.length - sign), bytes.length - sign);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(padded);
    }
}
