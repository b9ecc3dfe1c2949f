package io.keysweep.key;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keysweep.azure.EcCurve;
import io.keysweep.http.BadRequestException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the key pair of an upload. Errors name the field and never quote the material. It may take a second, for a pfx
 * with many rounds, and so belongs on a worker.
 */
final class KeyMaterial {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s*");
    private static final byte UNCOMPRESSED = 4;
    // A second or two. Tools write 2,000 to 600,000 for each of two or three parts.
    private static final long MOST_ROUNDS = 2_000_000;

    private KeyMaterial() {}

    /** The pair in a PKCS #8 PEM or a JSON web key. */
    static KeyPair ofText(String text) {
        Matcher pem = PEM.matcher(text);
        try {
            KeyPair pair =
                    pem.matches() ? ofPkcs8(Base64.getMimeDecoder().decode(pem.group(1))) : ofJwk(JSON.readTree(text));
            return checked("key_material", pair);
        } catch (BadRequestException e) {
            throw e;
        } catch (GeneralSecurityException | JsonProcessingException | RuntimeException e) {
            // The JDK answers a point or a number beyond its field by exceptions of no kind of its own.
            throw new BadRequestException("key_material: must be an RSA or EC private key, PKCS #8 in PEM (-----BEGIN"
                    + " PRIVATE KEY-----, not encrypted; see openssl pkcs8 -topk8 -nocrypt) or a JSON web key");
        }
    }

    private static KeyPair ofPkcs8(byte[] der) throws GeneralSecurityException {
        KeySpec spec = new PKCS8EncodedKeySpec(der);
        try {
            RSAPrivateCrtKey key =
                    (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(spec);
            return new KeyPair(publicOf(key), key);
        } catch (java.security.spec.InvalidKeySpecException e) {
            ECPrivateKey key = (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(spec);
            return new KeyPair(pointAtTheEnd(der, key), key);
        }
    }

    private static RSAPrivateCrtKey withPrimes(PrivateKey key) {
        if (key instanceof RSAPrivateCrtKey whole) {
            return whole;
        }
        throw new BadRequestException("key_material: must have the primes of the RSA key in it");
    }

    private static PublicKey publicOf(RSAPrivateCrtKey key) throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
    }

    /** The JDK passes over the point of RFC 5915, which every tool writes, as the last thing of all. */
    private static PublicKey pointAtTheEnd(byte[] der, ECPrivateKey key) throws GeneralSecurityException {
        int length = curveOf("key_material", key).coordinateBytes();
        int start = der.length - 2 * length - 1;
        if (start < 0 || der[start] != UNCOMPRESSED) {
            throw new BadRequestException("key_material: has no public key in it; write it anew with openssl pkey");
        }
        return point(
                key,
                new BigInteger(1, Arrays.copyOfRange(der, start + 1, start + 1 + length)),
                new BigInteger(1, Arrays.copyOfRange(der, start + 1 + length, der.length)));
    }

    private static PublicKey point(ECPrivateKey key, BigInteger x, BigInteger y) throws GeneralSecurityException {
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), key.getParams()));
    }

    private static KeyPair ofJwk(JsonNode jwk) throws GeneralSecurityException {
        return switch (jwk.path("kty").asText()) {
            case "RSA" -> rsa(jwk);
            case "EC" -> ec(jwk);
            default -> throw new IllegalArgumentException("kty");
        };
    }

    private static KeyPair rsa(JsonNode jwk) throws GeneralSecurityException {
        PrivateKey key = KeyFactory.getInstance("RSA")
                .generatePrivate(new RSAPrivateCrtKeySpec(
                        number(jwk, "n"),
                        number(jwk, "e"),
                        number(jwk, "d"),
                        number(jwk, "p"),
                        number(jwk, "q"),
                        number(jwk, "dp"),
                        number(jwk, "dq"),
                        number(jwk, "qi")));
        return new KeyPair(publicOf(withPrimes(key)), key);
    }

    private static KeyPair ec(JsonNode jwk) throws GeneralSecurityException {
        EcCurve curve = EcCurve.named(jwk.path("crv").asText()).orElseThrow(IllegalArgumentException::new);
        ECPrivateKey key = (ECPrivateKey) KeyFactory.getInstance("EC")
                .generatePrivate(new ECPrivateKeySpec(number(jwk, "d"), curve.parameters()));
        return new KeyPair(point(key, number(jwk, "x"), number(jwk, "y")), key);
    }

    private static BigInteger number(JsonNode jwk, String member) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path(member).asText()));
    }

    /** The pair of the first key in a PKCS #12. */
    static KeyPair ofPfx(String base64, String password) {
        try {
            byte[] pfx = Base64.getMimeDecoder().decode(base64);
            requireFewRounds(pfx);
            char[] secret = password == null ? new char[0] : password.toCharArray();
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(pfx), secret);
            // Each key that is taken out is decrypted with rounds of its own: only one is.
            for (String alias : Collections.list(store.aliases())) {
                if (store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class)) {
                    PrivateKey found = (PrivateKey) store.getKey(alias, secret);
                    return checked(
                            "pfx", new KeyPair(store.getCertificate(alias).getPublicKey(), found));
                }
            }
        } catch (BadRequestException e) {
            throw e;
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new BadRequestException("pfx: cannot be read; it must be PKCS #12 in base64, and password its own");
        }
        throw new BadRequestException("pfx: has no private key with a certificate in it");
    }

    private static void requireFewRounds(byte[] pfx) {
        long rounds = PfxRounds.in(pfx);
        if (rounds > MOST_ROUNDS) {
            throw new BadRequestException("pfx: takes " + rounds + " rounds of key derivation in all, and at most "
                    + MOST_ROUNDS + " are done; write it anew with fewer, such as openssl pkcs12 -export -iter 100000");
        }
    }

    /** Both halves belong together, and Azure has such keys. */
    private static KeyPair checked(String field, KeyPair pair) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithmFor(field, pair.getPrivate()));
        if (pair.getPrivate() instanceof RSAPrivateCrtKey rsa && !RsaNumbers.fit(rsa)) {
            throw new BadRequestException(field + ": the numbers of the RSA key do not belong together");
        }
        signature.initSign(pair.getPrivate());
        byte[] signed = signature.sign();
        signature.initVerify(pair.getPublic());
        if (!signature.verify(signed)) {
            throw new BadRequestException(field + ": its private and public halves do not belong together");
        }
        return pair;
    }

    private static String algorithmFor(String field, PrivateKey key) {
        if (key instanceof RSAPrivateCrtKey rsa
                && KeyChecks.SIZES.contains(rsa.getModulus().bitLength())) {
            return "SHA256withRSA";
        }
        if (key instanceof ECPrivateKey ec) {
            curveOf(field, ec);
            return "SHA256withECDSA";
        }
        throw new BadRequestException(field + ": must be an RSA key of 2048, 3072 or 4096 bits, or an EC key");
    }

    private static EcCurve curveOf(String field, ECPrivateKey key) {
        return EcCurve.of(key.getParams())
                .orElseThrow(() -> new BadRequestException(field + ": its curve must be one of P-256, P-384, P-521"));
    }
}
