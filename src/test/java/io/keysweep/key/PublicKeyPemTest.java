package io.keysweep.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.azure.EcCurve;
import io.keysweep.azure.PublicKey;
import io.keysweep.http.UnprocessableException;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublicKeyPemTest {

    @ParameterizedTest
    @EnumSource(EcCurve.class)
    void isWhatTheJdkWrites(EcCurve curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(curve.parameters());
        ECPublicKey point = (ECPublicKey) generator.generateKeyPair().getPublic();
        int length = curve.coordinateBytes();

        String pem = PublicKeyPem.of(key(
                curve.wireName(),
                base64(point.getW().getAffineX(), length),
                base64(point.getW().getAffineY(), length)));

        assertTrue(pem.startsWith("-----BEGIN PUBLIC KEY-----\n") && pem.endsWith("\n-----END PUBLIC KEY-----\n"));
        assertArrayEquals(point.getEncoded(), der(pem));
    }

    @Test
    void knowsTheCurveThatTheJdkDoesNot() {
        byte[] der = der(PublicKeyPem.of(key("P-256K", base64(BigInteger.TEN, 32), base64(BigInteger.ONE, 32))));

        assertEquals(der.length - 2, der[1]);
        assertEquals(88, der.length);
    }

    @Test
    void saysThatItDoesNotKnowTheKey() {
        assertThrows(UnprocessableException.class, () -> PublicKeyPem.of(key("P-256", null, null)));
        assertThrows(UnprocessableException.class, () -> PublicKeyPem.of(key("P-1", "AA", "AA")));
    }

    private static AzureKey key(String curve, String x, String y) {
        AzureKey key = new AzureKey();
        key.keyName = "k";
        key.crv = curve;
        key.publicKey = new PublicKey(null, null, x, y);
        return key;
    }

    private static byte[] der(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }

    private static String base64(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] all = new byte[length + bytes.length];
        System.arraycopy(bytes, 0, all, length, bytes.length);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(all, all.length - length, all.length));
    }
}
