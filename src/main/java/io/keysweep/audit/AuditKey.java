package io.keysweep.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.keysweep.azure.KeyVaultException;
import io.keysweep.azure.PublicKey;
import io.keysweep.azure.VaultKey;
import io.keysweep.certificate.JwsAlgorithm;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A public key, as RFC 7518 section 6 writes it: EC with crv, x and y, or RSA with n and e. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "AuditKey",
        requiredProperties = {"kty", "use", "alg", "kid"})
record AuditKey(
        @Schema(enumeration = {"EC", "RSA"}) String kty,
        @Schema(description = "Of an EC key.") String crv,
        String use,
        @Schema(enumeration = {"ES256", "ES384", "RS256"}) String alg,
        @Schema(description = "Of a key in Azure Key Vault the URL of its version.") String kid,
        String x,
        String y,
        @Schema(description = "Of an RSA key, as is e.") String n,
        String e) {

    private static final String HARDWARE = "-HSM";

    /** Of a key in Azure Key Vault; fails with {@link KeyVaultException.Refused} if one of its kind does not sign here. */
    static AuditKey of(String keyId, VaultKey key) {
        String type = key.kty().replace(HARDWARE, "");
        JwsAlgorithm algorithm = JwsAlgorithm.of(type, key.crv())
                .orElseThrow(() -> new KeyVaultException.Refused("it is " + key.kty()
                        + (key.crv() == null ? "" : " " + key.crv()) + "; it must be EC on P-256 or P-384, or RSA"));
        PublicKey half = key.publicKey();
        return new AuditKey(type, key.crv(), "sig", algorithm.name(), keyId, half.x(), half.y(), half.n(), half.e());
    }
}
