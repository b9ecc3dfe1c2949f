package io.keysweep.auth;

import io.keysweep.http.UnavailableException;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
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

    // Enough to keep all cores busy; while the issuer's keys are waited for, each holds one.
    private static final int THREADS = 8;
    private static final int MOST_WAITING = 256;

    private final boolean configured;
    private final boolean remote;
    private final WorkerExecutor workers;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Map<String, TokenCheck> checks;

    ExternalTokens(JWTAuthContextInfo settings, AuthConfig config, Vertx vertx) {
        this.workers = vertx.createSharedWorkerExecutor("issuer-keys", THREADS);
        this.configured = hasKey(settings) && hasIssuer(settings) && hasAudience(settings);
        this.remote = settings.getPublicKeyLocation() != null;
        JWTAuthContextInfo rules = new JWTAuthContextInfo(settings);
        rules.setGroupsPath(config.groupsClaim());
        this.checks = settings.getSignatureAlgorithm().stream()
                .filter(ALGORITHMS::contains)
                .collect(Collectors.toUnmodifiableMap(
                        SignatureAlgorithm::getAlgorithm, algorithm -> TokenCheck.of(rules, algorithm)));
    }

    /**
     * Verifies; fails with {@link AuthenticationFailedException} if anything is not as it should be, or no issuer is
     * configured. Whoever would have to wait behind too many others for an issuer that does not answer is told so by an
     * {@link UnavailableException}: threads that others need are never held.
     */
    Uni<JsonWebToken> verify(BearerToken token) {
        return Uni.createFrom().deferred(() -> {
            TokenCheck check = checks.get(token.algorithm());
            if (!configured || check == null) {
                throw new AuthenticationFailedException("Invalid token");
            }
            return remote ? inTurn(() -> check.verify(token)) : Uni.createFrom().item(check.verify(token));
        });
    }

    private Uni<JsonWebToken> inTurn(Callable<JsonWebToken> check) {
        if (underWay.incrementAndGet() > MOST_WAITING) {
            underWay.decrementAndGet();
            throw new UnavailableException("the keys of the token's issuer are being waited for: try again later");
        }
        return Uni.createFrom().completionStage(() -> workers.executeBlocking(() -> finish(check), false)
                .toCompletionStage());
    }

    // Whoever asked may have gone away meanwhile; the place is given back when the work is done, not before.
    private JsonWebToken finish(Callable<JsonWebToken> check) throws Exception {
        try {
            return check.call();
        } finally {
            underWay.decrementAndGet();
        }
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
