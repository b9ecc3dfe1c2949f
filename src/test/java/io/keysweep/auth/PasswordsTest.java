package io.keysweep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.http.TooManyRequestsException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hashing takes a bounded share of the machine whoever asks for it, and however. */
class PasswordsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close();
    }

    private Passwords passwords(int rounds, int queue) {
        AuthConfig config = new SmallRyeConfigBuilder()
                .withMapping(AuthConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter())
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "keysweep.auth.local.password-iterations", String.valueOf(rounds),
                                "keysweep.auth.local.password-threads", "1",
                                "keysweep.auth.local.password-queue", String.valueOf(queue)),
                        "test",
                        1_000))
                .build()
                .getConfigMapping(AuthConfig.class);
        return new Passwords(vertx, config);
    }

    // The core is busy with it all the same: else whoever hangs up at once could have all cores.
    @Test
    void keepsThePlaceOfALoginThatNobodyWaitsForAnyMore() {
        Passwords passwords = passwords(2_000_000, 1);
        for (int i = 0; i < 2; i++) {
            passwords
                    .matchNobody("x")
                    .subscribe()
                    .withSubscriber(UniAssertSubscriber.create())
                    .cancel();
        }

        assertThrows(
                TooManyRequestsException.class,
                () -> passwords.matchNobody("x").await().atMost(PATIENCE));
    }

    @Test
    void givesThePlaceBackWhenTheWorkIsDone() {
        Passwords passwords = passwords(1_000, 0);

        for (int i = 0; i < 5; i++) {
            assertFalse(passwords.matchNobody("x").await().atMost(PATIENCE));
        }
    }

    @Test
    void doesTheSameWorkForAUserThatThereIsNot() {
        String somebody = PasswordHash.of("right", 12_345);
        String nobody = PasswordHash.ofNobody(12_345);

        assertEquals(PasswordHash.rounds(somebody), PasswordHash.rounds(nobody));
        assertEquals(somebody.length(), nobody.length());
        assertTrue(PasswordHash.matches("right", somebody));
        for (String guess : List.of("right", "", "x")) {
            assertFalse(PasswordHash.matches(guess, nobody));
        }
        assertTrue(passwords(12_345, 0).upToDate(nobody));
        assertFalse(passwords(12_346, 0).upToDate(somebody), "other rounds take another time");
        assertEquals(0, PasswordHash.rounds("plain$x$y$z"));
        assertEquals(0, PasswordHash.rounds("pbkdf2-sha512$x$y$z"));
    }
}
