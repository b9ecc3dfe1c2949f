package io.keysweep.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.SigningEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checkpoints that nobody asks for, while the key that signs is away and when it is back. */
@QuarkusTest
@WithTestResource(SigningEnvironment.class)
class HourlyCheckpointsTest {

    private static final Duration SOON = Duration.ofSeconds(40);

    @Inject
    Checkpoints checkpoints;

    @Inject
    CheckpointRepository repository;

    private final String account = Seed.account();

    @BeforeEach
    void theSchemaIsThere() {
        Eventually.within(
                SOON,
                "the service answers",
                () -> Callers.admin(account)
                                .get("/api/v1/audit/records")
                                .then()
                                .extract()
                                .statusCode()
                        == 200);
    }

    @AfterEach
    void azureIsBack() {
        SigningEnvironment.vault().mends();
    }

    private void look() {
        checkpoints.look().await().atMost(SOON);
    }

    private long made() {
        return Seed.query(Long.class, "SELECT count(*) FROM audit_checkpoint WHERE account = ?", account)
                .get(0);
    }

    @Test
    void reachEachAccountHoweverManyThereAre() {
        String last = "zzzz-" + UUID.randomUUID();
        Seed.vault(last, "payments");
        for (int n = 0; n < 120; n++) {
            grow("aaaa-" + n + "-" + account);
        }

        look();

        assertEquals(
                1L,
                Seed.query(Long.class, "SELECT count(*) FROM audit_checkpoint WHERE account = ?", last)
                        .get(0));
    }

    @Test
    void comeToThoseFirstThatWaitLongest() {
        List<String> accounts = List.of("cc-" + account, "aa-" + account, "bb-" + account);
        for (int n = 0; n < accounts.size(); n++) {
            Seed.update(
                    "INSERT INTO audit_checkpoint (account, seq, hash, jws, created_at)"
                            + " VALUES (?, 1, '\\x00', 'as seeded', now() - make_interval(hours => ?))",
                    accounts.get(n),
                    9 - n);
            grow(accounts.get(n));
            grow(accounts.get(n));
        }

        assertEquals(
                accounts,
                repository.behind(100_000).await().atMost(SOON).stream()
                        .map(Checkpoint::account)
                        .filter(accounts::contains)
                        .toList());
    }

    private static void grow(String account) {
        Seed.query(Long.class, "SELECT count(*) FROM audit_append(?, 'test.grown', 'test', '{}')", account);
    }

    @Test
    void waitForTheKeyAndAreMadeWhenItIsBack() {
        SigningEnvironment.goesAway();
        Seed.vault(account, "payments");

        look();

        assertEquals(0, made());
        SigningEnvironment.vault().mends();
        Eventually.within(SOON, "the checkpoint is made", () -> {
            look();
            return made() == 1;
        });
        assertEquals(
                List.of(true),
                Seed.query(
                        Boolean.class,
                        "SELECT c.seq = max(r.seq) FROM audit_checkpoint c JOIN audit_record r USING (account)"
                                + " WHERE account = ? GROUP BY c.seq",
                        account));
    }

    @Test
    void areMadeThoughTheLastOneIsFromWhenTheClockWasAhead() {
        Seed.update(
                "INSERT INTO audit_checkpoint (account, seq, hash, jws, created_at)"
                        + " VALUES (?, 1, '\\x00', 'as seeded', now() + interval '1 day')",
                account);
        grow(account);
        grow(account);

        assertTrue(repository.behind(100_000).await().atMost(SOON).stream()
                .anyMatch(end -> end.account().equals(account)));
    }
}
