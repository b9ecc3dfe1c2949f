package io.keysweep.dev.keyvault;

import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What sort of key: {@code RSA} with a size in bits, or {@code EC} with a curve. Hardware types are taken and answered as
 * such, with software keys behind them.
 *
 * @param type the {@code kty} as asked for
 * @param size in bits, 0 for EC
 * @param curve the {@code crv}, null for RSA
 */
record KeyKind(String type, int size, String curve) {

    private static final Set<Integer> SIZES = Set.of(2048, 3072, 4096);
    private static final Map<String, String> JDK_CURVES =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");

    /** Reads the body of a create call. */
    static KeyKind of(JsonObject request) {
        String type = request.getString("kty", "");
        return switch (type) {
            case "RSA", "RSA-HSM" -> rsa(type, request.getInteger("key_size", 2048));
            case "EC", "EC-HSM" -> ec(type, request.getString("crv", "P-256"));
            default -> throw VaultError.badParameter("Property kty has invalid value: " + type);
        };
    }

    private static KeyKind rsa(String type, int size) {
        if (!SIZES.contains(size)) {
            throw VaultError.badParameter("Property key_size has invalid value: " + size);
        }
        return new KeyKind(type, size, null);
    }

    private static KeyKind ec(String type, String curve) {
        if (!JDK_CURVES.containsKey(curve)) {
            throw VaultError.badParameter("Property crv has invalid value: " + curve);
        }
        return new KeyKind(type, 0, curve);
    }

    boolean isRsa() {
        return curve == null;
    }

    /** The operations that Azure gives a key when none are asked for. */
    List<String> defaultOperations() {
        return isRsa()
                ? List.of("encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey")
                : List.of("sign", "verify");
    }

    KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(isRsa() ? "RSA" : "EC");
            if (isRsa()) {
                generator.initialize(new RSAKeyGenParameterSpec(size, RSAKeyGenParameterSpec.F4));
            } else {
                generator.initialize(new ECGenParameterSpec(JDK_CURVES.get(curve)));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
