package io.keysweep.auth;

import io.keysweep.digest.Sha256;
import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.jwt.NumericDate;

/**
 * Tokens that were verified less than half a minute ago. A client that polls sends the same one each time, and checking its
 * signature is most of what such a request costs.
 *
 * <p>Only what was verified gets in, a bounded number of them, found by the SHA-256 of all of the token: its signature too.
 * Of what was checked only the expiry can change with time, and that is checked each time; after half a minute the key is
 * asked for again, which may be gone.
 */
@ApplicationScoped
class VerifiedTokens {

    private final CaffeineCache tokens;

    VerifiedTokens(@CacheName("verified-tokens") Cache tokens) {
        this.tokens = tokens.as(CaffeineCache.class);
    }

    /** What verifying the token gave, if that was just now and would give it still. */
    Optional<JsonWebToken> find(BearerToken token) {
        CompletableFuture<JsonWebToken> known = tokens.getIfPresent(key(token));
        return Optional.ofNullable(known).map(CompletableFuture::join).filter(VerifiedTokens::unexpired);
    }

    /** Keeps what verifying the token gave. */
    void keep(BearerToken token, JsonWebToken verified) {
        tokens.put(key(token), CompletableFuture.completedFuture(verified));
    }

    private static boolean unexpired(JsonWebToken verified) {
        return NumericDate.now().getValue() < verified.getExpirationTime();
    }

    private static String key(BearerToken token) {
        return Sha256.hex(token.raw());
    }
}
