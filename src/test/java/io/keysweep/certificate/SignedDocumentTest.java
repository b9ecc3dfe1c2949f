package io.keysweep.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.keysweep.auth.JwsInput;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each algorithm with each form of a key file, and headers that say something else than the key. */
class SignedDocumentTest {

    private static final String TYPE = "some-type";

    private static KeyPair pair(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(curve == null ? "RSA" : "EC");
        if (curve == null) {
            generator.initialize(2048);
        } else {
            generator.initialize(new ECGenParameterSpec(curve));
        }
        return generator.generateKeyPair();
    }

    private static String signed(KeyPair pair, String algorithm, String saidAlgorithm, String type)
            throws GeneralSecurityException {
        JwsInput input = JwsInput.of(saidAlgorithm, "a", type, "{\"n\":1}");
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(pair.getPrivate());
        signature.update(input.bytes());
        return input.signed(signature.sign());
    }

    private static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static String jwk(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return "{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"%s\",\"e\":\"%s\"}"
                    .formatted(number(rsa.getModulus()), number(rsa.getPublicExponent()));
        }
        ECPublicKey ec = (ECPublicKey) key;
        return "{\"kty\":\"EC\",\"crv\":\"P-%d\",\"kid\":\"a\",\"x\":\"%s\",\"y\":\"%s\"}"
                .formatted(
                        ec.getParams().getCurve().getField().getFieldSize(),
                        number(ec.getW().getAffineX()),
                        number(ec.getW().getAffineY()));
    }

    private static String number(BigInteger value) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value.toByteArray());
    }

    private static void assertRefused(String jws, String keys) {
        assertThrows(RefusedException.class, () -> SignedDocument.claims(jws, keys, TYPE));
    }

    @ParameterizedTest
    @CsvSource({
        "ES256, SHA256withECDSAinP1363Format, secp256r1",
        "ES384, SHA384withECDSAinP1363Format, secp384r1",
        "RS256, SHA256withRSA,"
    })
    void verifiesByEachFormOfItsKeyAndByNoOther(String name, String algorithm, String curve) throws Exception {
        KeyPair pair = pair(curve);
        String jws = signed(pair, algorithm, name, TYPE);
        String jwk = jwk(pair.getPublic());

        for (String keys : new String[] {pem(pair.getPublic()), jwk, "{\"keys\":[" + jwk + "]}"}) {
            assertEquals(1, SignedDocument.claims(jws, keys, TYPE).path("n").asInt(), keys);
        }
        assertRefused(jws, jwk(pair(curve).getPublic()));
        assertRefused(jws, "{\"keys\":[" + jwk.replace("\"a\"", "\"b\"") + "]}");
    }

    @ParameterizedTest
    @CsvSource({
        "SHA384withECDSAinP1363Format, ES384, secp256r1",
        "SHA256withECDSAinP1363Format, ES384, secp256r1",
        "SHA256withECDSAinP1363Format, none, secp256r1",
        "SHA256withECDSA, ES256, secp256r1",
        "SHA512withECDSAinP1363Format, ES512, secp521r1",
        "SHA512withRSA, RS512,",
        "SHA256withRSA, ES256,"
    })
    void theKeyAndNotTheHeaderSaysHow(String algorithm, String said, String curve) throws Exception {
        KeyPair pair = pair(curve);

        assertRefused(signed(pair, algorithm, said, TYPE), pem(pair.getPublic()));
    }

    @ParameterizedTest
    @CsvSource({"other-type", "''"})
    void anotherTypeIsRefused(String type) throws Exception {
        KeyPair pair = pair("secp256r1");

        assertRefused(signed(pair, "SHA256withECDSAinP1363Format", "ES256", type), pem(pair.getPublic()));
    }
}
