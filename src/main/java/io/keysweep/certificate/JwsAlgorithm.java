package io.keysweep.certificate;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How documents are signed, named as RFC 7518 section 3.1 does. It follows from the key: what a header says of it can be
 * compared with that and is never believed.
 */
public enum JwsAlgorithm {
    ES256("EC", "P-256", "SHA-256", "SHA256withECDSAinP1363Format"),
    ES384("EC", "P-384", "SHA-384", "SHA384withECDSAinP1363Format"),
    RS256("RSA", null, "SHA-256", "SHA256withRSA");

    private final String type;
    private final String curve;
    private final String hash;
    private final String jdkName;

    JwsAlgorithm(String type, String curve, String hash, String jdkName) {
        this.type = type;
        this.curve = curve;
        this.hash = hash;
        this.jdkName = jdkName;
    }

    /**
     * The one of a JWK.
     *
     * @param type its {@code kty}
     * @param curve its {@code crv}; null if it has none
     */
    public static Optional<JwsAlgorithm> of(String type, String curve) {
        return Stream.of(values())
                .filter(known -> known.type.equals(type) && Objects.equals(known.curve, curve))
                .findFirst();
    }

    /** The one of a key of the JDK, whose only curves of these sizes are those of NIST. */
    static Optional<JwsAlgorithm> of(PublicKey key) {
        return key instanceof ECPublicKey point
                ? of("EC", "P-" + point.getParams().getCurve().getField().getFieldSize())
                : of(key.getAlgorithm(), null);
    }

    /** The digest that is signed. */
    public byte[] digest(byte[] input) {
        try {
            return MessageDigest.getInstance(hash).digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + hash, e);
        }
    }

    boolean verifies(PublicKey key, byte[] input, byte[] signed) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(jdkName);
        signature.initVerify(key);
        signature.update(input);
        return signature.verify(signed);
    }
}
