package io.keysweep.azure;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Optional;
import java.util.stream.Stream;

/** The curves of Key Vault that the JDK knows. (It has no secp256k1 any more.) */
public enum EcCurve {
    P_256("P-256", "secp256r1"),
    P_384("P-384", "secp384r1"),
    P_521("P-521", "secp521r1");

    private final String wireName;
    private final String jdkName;

    EcCurve(String wireName, String jdkName) {
        this.wireName = wireName;
        this.jdkName = jdkName;
    }

    /** The {@code crv}. */
    public String wireName() {
        return wireName;
    }

    /** Its numbers. */
    public ECParameterSpec parameters() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(jdkName));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + jdkName, e);
        }
    }

    /** Bytes of a coordinate. */
    public int coordinateBytes() {
        return (parameters().getCurve().getField().getFieldSize() + 7) / 8;
    }

    /** The curve of that {@code crv}. */
    public static Optional<EcCurve> named(String wireName) {
        return Stream.of(values())
                .filter(curve -> curve.wireName.equals(wireName))
                .findFirst();
    }

    /** The curve with these numbers. */
    public static Optional<EcCurve> of(ECParameterSpec parameters) {
        return Stream.of(values())
                .filter(curve -> curve.parameters().getCurve().equals(parameters.getCurve())
                        && curve.parameters().getGenerator().equals(parameters.getGenerator()))
                .findFirst();
    }
}
