package io.keysweep.auth;

import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Our own tokens: signed and verified with ES256 and the keys that all replicas share, so a token of one replica is good at
 * every other one. They carry the claims of the product's tokens.
 */
@ApplicationScoped
class LocalTokens {

    private static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.ES256;
    private static final String ROOT = "00000000-0000-0000-0000-000000000000";
    private static final int CLOCK_SKEW_SECONDS = 10;

    private final AuthConfig.Local config;
    private final SigningKeys keys;

    LocalTokens(AuthConfig config, SigningKeys keys) {
        this.config = config.local();
        this.keys = keys;
    }

    /** Whether the token claims to be one of ours. */
    boolean claimed(BearerToken token) {
        return config.enabled() && config.issuer().equals(token.issuer());
    }

    /** Verifies; fails with {@link AuthenticationFailedException} if anything is not as it should be. */
    Uni<JsonWebToken> verify(BearerToken token) {
        return keys.find(token.keyId()).map(key -> check(key).verify(token));
    }

    private TokenCheck check(Optional<VerificationKey> key) {
        VerificationKey known = key.orElseThrow(() -> new AuthenticationFailedException("Invalid token"));
        JWTAuthContextInfo rules = new JWTAuthContextInfo(known.publicKey(), config.issuer());
        rules.setExpectedAudience(Set.of(known.audience().toString()));
        rules.setClockSkew(CLOCK_SKEW_SECONDS);
        return TokenCheck.of(rules, ALGORITHM);
    }

    /**
     * Signs a token.
     *
     * @param session what the {@code sid} says
     */
    Uni<String> issue(LocalUser user, UUID session) {
        return keys.current().map(key -> sign(key, user, session));
    }

    private String sign(SigningKey key, LocalUser user, UUID session) {
        String id = UUID.randomUUID().toString();
        return Jwt.issuer(config.issuer())
                .audience(key.audience().toString())
                .subject(user.subject())
                .preferredUserName(user.username())
                .claim("acc", user.account())
                .claim("cust", customClaims(user, session))
                .claim("jti", id)
                .claim("jwtid", id)
                .expiresIn(config.tokenLifetime())
                .jws()
                .algorithm(ALGORITHM)
                .keyId(key.id())
                .sign(key.privateKey());
    }

    private static Map<String, Object> customClaims(LocalUser user, UUID session) {
        return Map.of("domain_id", ROOT, "groups", user.groups(), "sid", session.toString(), "zone_id", ROOT);
    }
}
