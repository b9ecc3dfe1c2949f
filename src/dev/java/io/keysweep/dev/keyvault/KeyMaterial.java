package io.keysweep.dev.keyvault;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** A real key pair and its forms: public JSON web key, whole in a backup. */
record KeyMaterial(KeyKind kind, KeyPair pair) {

    private static final OAEPParameterSpec OAEP_256 =
            new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

    /** The head of a DigestInfo with SHA-256 (RFC 8017 section 9.2, note 1). */
    private static final byte[] SHA_256_INFO = HexFormat.of().parseHex("3031300d060960864801650304020105000420");

    /** The public half, as members of a JSON web key (RFC 7518). */
    JsonObject publicJwk() {
        JsonObject jwk = new JsonObject().put("kty", kind.type());
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            return jwk.put("n", base64Url(rsa.getModulus(), 0)).put("e", base64Url(rsa.getPublicExponent(), 0));
        }
        ECPublicKey ec = (ECPublicKey) pair.getPublic();
        int length = (ec.getParams().getCurve().getField().getFieldSize() + 7) / 8;
        return jwk.put("crv", kind.curve())
                .put("x", base64Url(ec.getW().getAffineX(), length))
                .put("y", base64Url(ec.getW().getAffineY(), length));
    }

    /** Reads a whole JSON web key, as an upload brings it. */
    static KeyMaterial ofJwk(JsonObject jwk, boolean hsm) {
        String type =
                jwk.getString("kty", "") + (hsm && !jwk.getString("kty", "").endsWith("-HSM") ? "-HSM" : "");
        try {
            return type.startsWith("RSA") ? rsaOfJwk(jwk, type) : ecOfJwk(jwk, type);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw VaultError.badParameter("The JSON web key is invalid.");
        }
    }

    private static KeyMaterial rsaOfJwk(JsonObject jwk, String type) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("RSA");
        BigInteger n = number(jwk, "n");
        BigInteger e = number(jwk, "e");
        KeyPair pair = new KeyPair(
                factory.generatePublic(new RSAPublicKeySpec(n, e)),
                factory.generatePrivate(new RSAPrivateCrtKeySpec(
                        n,
                        e,
                        number(jwk, "d"),
                        number(jwk, "p"),
                        number(jwk, "q"),
                        number(jwk, "dp"),
                        number(jwk, "dq"),
                        number(jwk, "qi"))));
        return new KeyMaterial(KeyKind.of(new JsonObject().put("kty", type).put("key_size", n.bitLength())), pair);
    }

    private static KeyMaterial ecOfJwk(JsonObject jwk, String type) throws GeneralSecurityException {
        KeyKind kind = KeyKind.of(new JsonObject().put("kty", type).put("crv", jwk.getString("crv")));
        // The numbers of a curve are best taken from a key on it.
        ECParameterSpec curve = ((ECPublicKey) kind.generate().getPublic()).getParams();
        KeyFactory factory = KeyFactory.getInstance("EC");
        ECPoint point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
        return new KeyMaterial(
                kind,
                new KeyPair(
                        factory.generatePublic(new ECPublicKeySpec(point, curve)),
                        factory.generatePrivate(new ECPrivateKeySpec(number(jwk, "d"), curve))));
    }

    private static BigInteger number(JsonObject jwk, String member) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.getString(member)));
    }

    /** Both halves, to be sealed in a backup. */
    JsonObject toJson() {
        return new JsonObject()
                .put("type", kind.type())
                .put("size", kind.size())
                .put("curve", kind.curve())
                .put("public", pair.getPublic().getEncoded())
                .put("private", pair.getPrivate().getEncoded());
    }

    static KeyMaterial fromJson(JsonObject json) {
        KeyKind kind = new KeyKind(json.getString("type"), json.getInteger("size"), json.getString("curve"));
        try {
            KeyFactory factory = KeyFactory.getInstance(kind.isRsa() ? "RSA" : "EC");
            return new KeyMaterial(
                    kind,
                    new KeyPair(
                            factory.generatePublic(new X509EncodedKeySpec(json.getBinary("public"))),
                            factory.generatePrivate(new PKCS8EncodedKeySpec(json.getBinary("private")))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] wrap(byte[] plain) {
        return oaep(Cipher.ENCRYPT_MODE, pair.getPublic(), plain);
    }

    byte[] unwrap(byte[] wrapped) {
        return oaep(Cipher.DECRYPT_MODE, pair.getPrivate(), wrapped);
    }

    private byte[] oaep(int mode, Key key, byte[] input) {
        if (!kind.isRsa()) {
            throw VaultError.badParameter("Key type " + kind.type() + " cannot wrap.");
        }
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(mode, key, OAEP_256);
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw VaultError.badParameter("The parameter is incorrect.");
        }
    }

    /** Signs a digest: ES256 and ES384 as R and S, one behind the other, or RS256. */
    byte[] sign(String algorithm, byte[] digest) {
        try {
            return switch (algorithm) {
                case "ES256" -> ecdsa("P-256", 32, digest);
                case "ES384" -> ecdsa("P-384", 48, digest);
                case "RS256" -> pkcs1(digest);
                default -> throw VaultError.badParameter("Property alg has invalid value: " + algorithm);
            };
        } catch (GeneralSecurityException e) {
            throw VaultError.badParameter("The parameter is incorrect.");
        }
    }

    private byte[] ecdsa(String curve, int length, byte[] digest) throws GeneralSecurityException {
        checkDigest(curve.equals(kind.curve()) && digest.length == length);
        Signature signature = Signature.getInstance("NONEwithECDSAinP1363Format");
        signature.initSign(pair.getPrivate());
        signature.update(digest);
        return signature.sign();
    }

    /** RFC 8017 section 8.2; the JDK signs no ready-made digest so, but pads alike when it encrypts with a private key. */
    private byte[] pkcs1(byte[] digest) throws GeneralSecurityException {
        checkDigest(kind.isRsa() && digest.length == 32);
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, pair.getPrivate());
        cipher.update(SHA_256_INFO);
        return cipher.doFinal(digest);
    }

    private static void checkDigest(boolean fits) {
        if (!fits) {
            throw VaultError.badParameter("Key and algorithm are incompatible, or the digest has another length.");
        }
    }

    private static String base64Url(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        int sign = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        byte[] unsigned = Arrays.copyOfRange(bytes, sign, bytes.length);
        byte[] padded = new byte[Math.max(length, unsigned.length)];
        System.arraycopy(unsigned, 0, padded, padded.length - unsigned.length, unsigned.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(padded);
    }
}
