package io.keysweep.key;

import io.keysweep.azure.PublicKey;
import io.keysweep.http.UnprocessableException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** A public key as SubjectPublicKeyInfo in PEM (RFC 7468). */
final class PublicKeyPem {

    // All that comes before the point (RFC 5480). The JDK has no secp256k1.
    private static final Map<String, String> EC_HEADS = Map.of(
            "P-256", "3059301306072a8648ce3d020106082a8648ce3d03010703420004",
            "P-384", "3076301006072a8648ce3d020106052b8104002203620004",
            "P-521", "30819b301006072a8648ce3d020106052b810400230381860004",
            "P-256K", "3056301006072a8648ce3d020106052b8104000a03420004");

    private PublicKeyPem() {}

    /**
     * The key's public half.
     *
     * @throws UnprocessableException if what is known of the key is no public key
     */
    static String of(AzureKey key) {
        try {
            byte[] der = key.publicKey.n() == null ? ec(key.crv, key.publicKey) : rsa(key.publicKey);
            String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
            return "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----\n";
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new UnprocessableException("key " + key.keyName + ": its public key is not known here; refresh it");
        }
    }

    private static byte[] rsa(PublicKey key) throws GeneralSecurityException {
        RSAPublicKeySpec spec =
                new RSAPublicKeySpec(new BigInteger(1, bytes(key.n())), new BigInteger(1, bytes(key.e())));
        return KeyFactory.getInstance("RSA").generatePublic(spec).getEncoded();
    }

    private static byte[] ec(String curve, PublicKey key) {
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.writeBytes(HexFormat.of().parseHex(EC_HEADS.get(curve)));
        der.writeBytes(bytes(key.x()));
        der.writeBytes(bytes(key.y()));
        return der.toByteArray();
    }

    private static byte[] bytes(String base64Url) {
        return Base64.getUrlDecoder().decode(base64Url);
    }
}
