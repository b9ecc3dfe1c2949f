package io.keysweep.auth;

import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.jwt.NumericDate;

/**
 * SmallRye's verification with exactly one algorithm: signature, issuer, audience, expiry and times. Everything that goes
 * wrong on the way is one and the same refusal.
 */
final class TokenCheck {

    private static final int LEEWAY_SECONDS = 60;

    private final JWTParser parser;

    private TokenCheck(JWTParser parser) {
        this.parser = parser;
    }

    /** A check by these rules, with a cache of keys of its own; the algorithm they name is replaced. */
    static TokenCheck of(JWTAuthContextInfo rules, SignatureAlgorithm algorithm) {
        JWTAuthContextInfo one = new JWTAuthContextInfo(rules);
        one.setSignatureAlgorithm(Set.of(algorithm));
        // RSA keys of less than 2048 bits are refused.
        one.setRelaxVerificationKeyValidation(false);
        return new TokenCheck(new DefaultJWTParser(one, new DefaultJWTCallerPrincipalFactory()));
    }

    /**
     * Verifies.
     *
     * @throws AuthenticationFailedException if anything is not as it should be
     */
    JsonWebToken verify(BearerToken token) {
        if (!token.timesAreSane()) {
            throw new AuthenticationFailedException("Invalid token");
        }
        try {
            JsonWebToken verified = parser.parse(token.raw());
            if (verified.getIssuedAtTime() > NumericDate.now().getValue() + LEEWAY_SECONDS) {
                throw new AuthenticationFailedException("Invalid token");
            }
            return verified;
        } catch (ParseException | RuntimeException e) {
            // The parser does not expect every kind of malformed token; none of them may look like a fault of ours.
            throw new AuthenticationFailedException("Invalid token", e);
        }
    }
}
