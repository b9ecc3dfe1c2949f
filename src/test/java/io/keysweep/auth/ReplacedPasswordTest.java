package io.keysweep.auth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.Eventually;
import io.keysweep.support.LoggedRecords;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rolling change of the administrator's password: replicas that still have the old one do not bring it back. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ReplacedPasswordTest {

    private static final String OLD = TestEnvironment.ADMIN_PASSWORD;
    private static final String NEW = "battery horse correct";
    private static final String NEWER = "staple battery horse";
    private static final String HASH = "SELECT password_hash FROM local_user WHERE username = 'admin'";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    LocalUserRepository repository;

    @Inject
    RefreshTokenRepository tokens;

    @Inject
    Passwords passwords;

    @BeforeEach
    void begin() {
        replica(OLD).administratorIsCurrent().await().atMost(PATIENCE);
        assertCurrent(OLD);
    }

    // Other tests log in with it.
    @AfterEach
    void restore() {
        Seed.update("DELETE FROM local_user WHERE username = 'admin'");
        replica(OLD).administratorIsCurrent().await().atMost(PATIENCE);
    }

    private LocalUsers replica(String password) {
        AuthConfig config = new SmallRyeConfigBuilder()
                .withMapping(AuthConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter())
                .withSources(new PropertiesConfigSource(
                        Map.of("keysweep.auth.local.admin-password", password), "test", 1_000))
                .build()
                .getConfigMapping(AuthConfig.class);
        return new LocalUsers(repository, passwords, config);
    }

    private static void look(LocalUsers replica) {
        replica.administratorIsCurrent().await().atMost(PATIENCE);
    }

    private static void assertCurrent(String password) {
        List<String> hash = Seed.query(String.class, HASH);
        assertTrue(PasswordHash.matches(password, hash.get(0)), "it is " + password);
    }

    @Test
    void aReplicaThatStartsWithTheOldOneDoesNotPutIt() {
        look(replica(NEW));
        assertCurrent(NEW);

        look(replica(OLD));
        assertCurrent(NEW);
        look(replica(NEWER));
        look(replica(NEW));
        look(replica(OLD));
        assertCurrent(NEWER);
    }

    @Test
    void itSaysWhichSettingIsOutOfDate() {
        look(replica(NEW));
        try (LoggedRecords log = LoggedRecords.of(LocalUsers.class.getName())) {
            LocalUsers stale = replica(OLD);
            look(stale);
            look(stale);

            List<String> warnings = log.lines().stream()
                    .filter(line -> line.contains("keysweep.auth.local.admin-password"))
                    .toList();
            assertThat(warnings, hasSize(1));
            assertThat(warnings.get(0), not(containsString(NEW)));
        }
    }

    @Test
    void whatIsKeptOfItTellsNoMoreThanTheHashDid() {
        String hash = Seed.query(String.class, HASH).get(0);
        look(replica(NEW));

        assertEquals(
                List.of(hash),
                Seed.query(String.class, "SELECT password_hash FROM replaced_password ORDER BY replaced_at"));
        assertFalse(Seed.query(String.class, "SELECT p::text FROM replaced_password p")
                .toString()
                .contains(NEW));
    }

    @Test
    void aUserThatIsGoneLeavesNone() {
        look(replica(NEW));
        Seed.update("DELETE FROM local_user WHERE username = 'admin'");

        assertThat(Seed.query(String.class, "SELECT password_hash FROM replaced_password"), empty());
    }

    private LocalUser administrator() {
        return repository.find("admin").await().atMost(PATIENCE).orElseThrow();
    }

    private static List<Long> sessions() {
        return Seed.query(
                Long.class,
                "SELECT count(*) FROM refresh_token t JOIN local_user u ON u.id = t.user_id WHERE u.username = 'admin'");
    }

    @Test
    void noSessionBeginsWithAPasswordThatWasReplacedSinceItWasProven() {
        LocalUser proven = administrator();
        look(replica(NEW));

        assertFalse(tokens.add(RefreshToken.random(), proven, Duration.ofHours(1), Duration.ZERO)
                .await()
                .atMost(PATIENCE));
        assertEquals(List.of(0L), sessions());
        assertTrue(tokens.add(RefreshToken.random(), administrator(), Duration.ofHours(1), Duration.ZERO)
                .await()
                .atMost(PATIENCE));
    }

    @Test
    void aSessionThatIsBeingStoredWhileThePasswordIsReplacedEndsWithIt() throws SQLException {
        CompletableFuture<Void> replaced;
        try (Connection storing =
                        Seed.begin("PREPARE store (bytea, uuid, uuid, double precision, double precision, text) AS "
                                + RefreshTokenRepository.ADD);
                PreparedStatement store =
                        storing.prepareStatement("EXECUTE store ('\\xab', gen_random_uuid(), '%s', 3600, 0, '%s')"
                                .formatted(administrator().id(), administrator().passwordHash()))) {
            store.execute();
            replaced = CompletableFuture.runAsync(() -> look(replica(NEW)));
            Eventually.within(
                    PATIENCE,
                    "the new password waits for the user",
                    () -> Seed.query(
                                            Long.class,
                                            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                                    + " AND query LIKE '%local_user%'")
                                    .get(0)
                            > 0);
            storing.commit();
        }

        replaced.join();
        assertCurrent(NEW);
        assertEquals(List.of(0L), sessions());
    }
}
