package io.keysweep.azure;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** The port's requests in the SDK's words. */
final class AzureKeyRequests {

    private AzureKeyRequests() {}

    /** The SDK takes either of size and curve from options of their own types, which also fix the hardware type. */
    static CreateKeyOptions create(String name, NewKey key) {
        KeyAttributes attributes = key.attributes();
        CreateKeyOptions options = optionsOf(name, key);
        if (!key.keyOps().isEmpty()) {
            options = options.setKeyOperations(operations(key.keyOps()));
        }
        return options.setEnabled(attributes.enabled())
                .setNotBefore(time(attributes.nbf()))
                .setExpiresOn(time(attributes.exp()))
                .setExportable(attributes.exportable())
                .setTags(key.tags());
    }

    private static CreateKeyOptions optionsOf(String name, NewKey key) {
        boolean hsm = key.kty().endsWith("-HSM");
        return switch (key.kty()) {
            case "RSA", "RSA-HSM" ->
                new CreateRsaKeyOptions(name).setKeySize(key.keySize()).setHardwareProtected(hsm);
            case "EC", "EC-HSM" ->
                new CreateEcKeyOptions(name)
                        .setCurveName(key.crv() == null ? null : KeyCurveName.fromString(key.crv()))
                        .setHardwareProtected(hsm);
            default -> throw new KeyVaultException.Refused("there are no keys of type " + key.kty());
        };
    }

    static ImportKeyOptions imported(String name, ImportedKey key) {
        KeyAttributes attributes = key.attributes();
        ImportKeyOptions options = new ImportKeyOptions(
                        name, jsonWebKey(key.material()).setKeyOps(List.of(operations(key.keyOps()))))
                .setHardwareProtected(key.hsm())
                .setEnabled(attributes.enabled())
                .setNotBefore(time(attributes.nbf()))
                .setExpiresOn(time(attributes.exp()));
        options.setExportable(attributes.exportable());
        options.setTags(key.tags());
        return options;
    }

    /**
     * What changes, and nothing else. The SDK means one to read the key first and to send all of it back; that would be a
     * call more, undo what somebody else changed meanwhile, and fail for a disabled key. So its properties are read from
     * the one member that names the version.
     */
    static KeyProperties change(VaultRef vault, String name, String version, KeyChange change) {
        KeyAttributes attributes = change.attributes();
        return named(vault, name, version)
                .setEnabled(attributes.enabled())
                .setNotBefore(time(attributes.nbf()))
                .setExpiresOn(time(attributes.exp()))
                .setTags(change.tags());
    }

    private static KeyProperties named(VaultRef vault, String name, String version) {
        String kid = "https://" + vault.uri().getRawAuthority() + "/keys/" + name + "/" + version;
        try (JsonReader json = JsonProviders.createReader("{\"kid\":\"" + kid + "\"}")) {
            return KeyProperties.fromJson(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Null, which the SDK does not send, if there are none to set. */
    static KeyOperation[] operations(List<String> names) {
        return names == null
                ? null
                : names.stream().map(KeyOperation::fromString).toArray(KeyOperation[]::new);
    }

    private static JsonWebKey jsonWebKey(KeyPair pair) {
        if (pair.getPrivate() instanceof RSAPrivateCrtKey rsa) {
            return rsa(rsa);
        }
        if (pair.getPrivate() instanceof ECPrivateKey secret && pair.getPublic() instanceof ECPublicKey point) {
            return ec(secret, point);
        }
        throw new KeyVaultException.Refused("only RSA and EC keys can be uploaded");
    }

    private static JsonWebKey rsa(RSAPrivateCrtKey key) {
        return new JsonWebKey()
                .setKeyType(KeyType.RSA)
                .setN(bytes(key.getModulus(), 0))
                .setE(bytes(key.getPublicExponent(), 0))
                .setD(bytes(key.getPrivateExponent(), 0))
                .setP(bytes(key.getPrimeP(), 0))
                .setQ(bytes(key.getPrimeQ(), 0))
                .setDp(bytes(key.getPrimeExponentP(), 0))
                .setDq(bytes(key.getPrimeExponentQ(), 0))
                .setQi(bytes(key.getCrtCoefficient(), 0));
    }

    private static JsonWebKey ec(ECPrivateKey secret, ECPublicKey point) {
        EcCurve curve = EcCurve.of(secret.getParams())
                .orElseThrow(() -> new KeyVaultException.Refused("the key is on a curve that cannot be uploaded"));
        int length = curve.coordinateBytes();
        return new JsonWebKey()
                .setKeyType(KeyType.EC)
                .setCurveName(KeyCurveName.fromString(curve.wireName()))
                .setX(bytes(point.getW().getAffineX(), length))
                .setY(bytes(point.getW().getAffineY(), length))
                .setD(bytes(secret.getS(), length));
    }

    /** Without a sign byte, with zeros in front up to the length (RFC 7518, 6.2.1.2). */
    private static byte[] bytes(BigInteger number, int length) {
        byte[] signed = number.toByteArray();
        int sign = signed.length > 1 && signed[0] == 0 ? 1 : 0;
        byte[] padded = new byte[Math.max(length, signed.length - sign)];
        System.arraycopy(signed, sign, padded, padded.length - (signed.length - sign), signed.length - sign);
        return padded;
    }

    private static OffsetDateTime time(Long seconds) {
        return seconds == null ? null : OffsetDateTime.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC);
    }
}
