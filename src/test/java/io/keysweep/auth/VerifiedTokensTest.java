package io.keysweep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.keysweep.support.TestIssuer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;

/** What is remembered of tokens: that exactly this one was verified; and it is forgotten when it expires. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class VerifiedTokensTest {

    @Inject
    VerifiedTokens tokens;

    @Inject
    ExternalTokens external;

    private final String account = Seed.account();

    private BearerToken token(Instant expiry) {
        return BearerToken.of(TestIssuer.sign(
                TestIssuer.claims(account, "eve", List.of("admin")).put("exp", expiry.getEpochSecond())));
    }

    private JsonWebToken verify(BearerToken token) {
        return external.verify(token).await().atMost(Duration.ofSeconds(10));
    }

    @Test
    void knowsATokenThatARequestCameWith() {
        BearerToken token = token(Instant.now().plusSeconds(600));
        assertEquals(Optional.empty(), tokens.find(token));

        TokenAnswers.assertAllowed(token.raw());

        assertEquals(token.raw(), tokens.find(token).orElseThrow().getRawToken());
    }

    @Test
    void doesNotKnowATokenThatWasRefused() {
        String good = token(Instant.now().plusSeconds(600)).raw();
        BearerToken forged = BearerToken.of(good.substring(0, good.lastIndexOf('.') + 1)
                + TestIssuer.sign(TestIssuer.claims(account, "adam", List.of())).split("\\.")[2]);

        TokenAnswers.assertAllowed(good);
        TokenAnswers.assertRefused(forged.raw());
        TokenAnswers.assertRefused(forged.raw());

        assertEquals(Optional.empty(), tokens.find(forged));
    }

    @Test
    void forgetsATokenThatHasExpired() {
        Instant expiry = Instant.now().plusSeconds(3);
        BearerToken token = token(expiry);
        JsonWebToken verified = verify(token);
        tokens.keep(token, verified);
        assertSame(verified, tokens.find(token).orElseThrow());

        Eventually.within(Duration.ofSeconds(10), "the token is forgotten", () -> tokens.find(token)
                .isEmpty());

        assertTrue(Instant.now().getEpochSecond() >= expiry.getEpochSecond());
    }
}
