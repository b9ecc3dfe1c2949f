package io.keysweep.auth;

import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Tokens of the external issuer that {@code mp.jwt.verify.*} names. RS256 and ES256 only, each checked on its own: SmallRye
 * reads a PEM key as one of the first algorithm it is given.
 */
@ApplicationScoped
class ExternalTokens {

    /** What an issuer may sign with. */
    static final Set<SignatureAlgorithm> ALGORITHMS = Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.ES256);

    private final boolean configured;
    private final boolean remote;
    private final Map<String, TokenCheck> checks;

    ExternalTokens(JWTAuthContextInfo settings, AuthConfig config) {
        this.configured = hasKey(settings) && hasIssuer(settings) && hasAudience(settings);
        this.remote = settings.getPublicKeyLocation() != null;
        JWTAuthContextInfo rules = new JWTAuthContextInfo(settings);
        rules.setGroupsPath(config.groupsClaim());
        this.checks = settings.getSignatureAlgorithm().stream()
                .filter(ALGORITHMS::contains)
                .collect(Collectors.toUnmodifiableMap(
                        SignatureAlgorithm::getAlgorithm, algorithm -> TokenCheck.of(rules, algorithm)));
    }

    /** Whether verifying may wait for the issuer's keys and so belongs on a worker thread. */
    boolean mayBlock() {
        return configured && remote;
    }

    /**
     * Verifies.
     *
     * @throws AuthenticationFailedException if anything is not as it should be, or no issuer is configured
     */
    JsonWebToken verify(BearerToken token) {
        TokenCheck check = checks.get(token.algorithm());
        if (!configured || check == null) {
            throw new AuthenticationFailedException("Invalid token");
        }
        return check.verify(token);
    }

    static boolean hasKey(JWTAuthContextInfo settings) {
        return settings.getPublicKeyLocation() != null
                || settings.getPublicKeyContent() != null
                || settings.getPublicVerificationKey() != null;
    }

    static boolean hasIssuer(JWTAuthContextInfo settings) {
        return settings.getIssuedBy() != null && !settings.getIssuedBy().isBlank();
    }

    static boolean hasAudience(JWTAuthContextInfo settings) {
        return settings.getExpectedAudience() != null
                && !settings.getExpectedAudience().isEmpty()
                && settings.getExpectedAudience().stream().noneMatch(String::isBlank);
    }
}
