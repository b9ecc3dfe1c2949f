package io.keysweep.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.keysweep.support.OwnProcesses;
import io.keysweep.support.Seed;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Faults of every kind while bulk jobs run on real processes and a real PostgreSQL; after each round {@link Invariants} must
 * hold. In the normal build a short version; {@code -Pchaos} makes it long. {@code -Dchaos.seed} repeats a run as far as
 * threads allow, {@code -Dchaos.rounds}, {@code -Dchaos.kills} and {@code -Dchaos.replicas} set its size.
 */
@OwnProcesses
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class ChaosIT {

    private static final Logger LOGGER = Logger.getLogger(ChaosIT.class);
    private static final long SEED = Long.getLong("chaos.seed", new Random().nextLong());
    private static final int ROUNDS = Integer.getInteger("chaos.rounds", 1);
    private static final int KILLS = Integer.getInteger("chaos.kills", 4);
    private static final int REPLICAS = Integer.getInteger("chaos.replicas", 2);
    private static final int BACKUPS = 900;

    private static final Random RANDOM = new Random(SEED);
    private static ChaosEnvironment chaos;

    @BeforeAll
    static void start() {
        LOGGER.infof("chaos seed=%d rounds=%d kills=%d replicas=%d", SEED, ROUNDS, KILLS, REPLICAS);
        chaos = ChaosEnvironment.start(REPLICAS, RANDOM);
    }

    @AfterAll
    static void stop() {
        if (chaos != null) {
            chaos.close();
        }
    }

    @AfterEach
    void heal() {
        chaos.proxy().heal();
        chaos.replicas().awaitReady();
    }

    private static void pause(int mostMillis) {
        LockSupport.parkNanos(Duration.ofMillis(RANDOM.nextInt(mostMillis)).toNanos());
    }

    private static Round round(String name, int backups) {
        return new Round(name, chaos.replicas(), backups, RANDOM.nextLong());
    }

    /** So many rounds. */
    private static void rounds(String name, int backups, Consumer<Round> story) {
        for (int number = 1; number <= ROUNDS; number++) {
            try (Round round = round(name + " " + number, backups)) {
                story.accept(round);
                chaos.proxy().heal();
                round.end();
                LOGGER.infof("chaos round passed name=%s number=%d", name, number);
            }
        }
    }

    /** So many rounds, each with a job that is under way when the fault comes. */
    private static void rounds(String name, Consumer<Round> fault) {
        rounds(name, BACKUPS, round -> {
            chaos.proxy().latency(Duration.ofMillis(8));
            round.awaitSettled(round.startAny(), 20);
            fault.accept(round);
        });
    }

    @Test
    void survivesSigkillsAtAnyMoment() {
        int kills = 0;
        for (int number = 1; kills < KILLS; number++) {
            try (Round round = round("sigkill " + number, BACKUPS)) {
                chaos.proxy().latency(Duration.ofMillis(25));
                round.startAny();
                do {
                    // Mostly in the middle of work, at times in the middle of a start.
                    if (RANDOM.nextInt(5) > 0) {
                        chaos.replicas().awaitAnyReady();
                    }
                    pause(900);
                    chaos.replicas().killOne();
                    kills++;
                    LOGGER.infof("chaos kill number=%d", kills);
                } while (kills < KILLS && !round.ended());
                chaos.proxy().heal();
                round.end();
                LOGGER.infof("chaos round passed name=sigkill number=%d kills=%d", number, kills);
            }
        }
    }

    @Test
    void letsAReplicaThatWasStoppedBeyondItsLeaseDoNoHarm() {
        rounds("sigstop", round -> {
            chaos.replicas().pause(0);
            try {
                chaos.proxy().heal();
                round.end();
            } finally {
                chaos.replicas().goOn(0);
            }
            chaos.replicas().awaitReady();
        });
    }

    @Test
    void survivesThatTheDatabaseStopsAtOnceAndStartsAgain() {
        rounds("database stop", round -> {
            for (int stop = 0; stop < 2; stop++) {
                pause(200);
                chaos.database().stopImmediately();
                pause(500);
                chaos.database().start();
            }
        });
    }

    @Test
    void survivesThatBackendsAreKilled() {
        rounds("backends", round -> {
            for (int wave = 0; wave < 8; wave++) {
                pause(120);
                Seed.query(
                        Boolean.class,
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                                + " AND pid <> pg_backend_pid() AND random() < 0.5");
            }
        });
    }

    @Test
    void survivesThePromotionOfAStandby() {
        for (int number = 1; number <= ROUNDS; number++) {
            ChaosDatabase standby = chaos.standby();
            chaos.replicas().awaitReady();
            try (Round round = round("promotion " + number, BACKUPS)) {
                chaos.proxy().latency(Duration.ofMillis(8));
                round.awaitSettled(round.startAny(), 20);
                chaos.failOver(standby);
                round.end();
            }
        }
    }

    @Test
    void survivesThatConnectionsAreUsedUp() {
        rounds("connections", round -> {
            try (UsedUp connections = UsedUp.all()) {
                chaos.proxy().cut();
                connections.more();
                pause(1_500);
                assertThat("connections taken", connections.count(), greaterThan(ChaosDatabase.CONNECTIONS / 2));
            }
        });
    }

    @Test
    void doesNothingTwiceWhenAnswersGetLostAfterTheCommit() {
        long before = chaos.proxy().droppedAnswers();
        rounds("lost answers", round -> {
            chaos.proxy().dropAnswers(0.08);
            for (int wave = 0; wave < 6; wave++) {
                pause(400);
                chaos.proxy().cutSome(0.3);
            }
        });
        assertThat("answers lost", chaos.proxy().droppedAnswers() - before, greaterThan(5L));
    }

    @Test
    void getsOverConnectionsThatGoSilent() {
        rounds("silence", round -> {
            chaos.proxy().silence();
            round.end();
        });
    }

    @Test
    void getsOverAReplicaThatGoesSilentInsideATransaction() {
        rounds("silence inside a claim", round -> {
            chaos.proxy().silenceAfter("SET last_claimed_at");
            round.end();
            assertThat("a claim was interrupted", chaos.proxy().trapped(), is(true));
        });
    }

    @Test
    void doesNotCareForTheClocksOfItsReplicas() {
        assumeTrue(Files.exists(Replicas.fakeTime()), "libfaketime is not there");
        try (Replicas skewed = chaos.withClocks(List.of(-1, 1), RANDOM);
                Round round = new Round("clocks", skewed, BACKUPS, RANDOM.nextLong())) {
            round.startByVault();
            round.end();
        }
    }

    @Test
    void sharesOverlappingSelectionsBetweenJobs() {
        rounds("overlap", BACKUPS, Round::startOverlapping);
    }

    @Test
    void stopsForACancelAtAnyStage() {
        AtomicInteger stopped = new AtomicInteger();
        for (int stage : new int[] {0, 1, 1 + RANDOM.nextInt(BACKUPS / 4), BACKUPS / 4}) {
            rounds("cancel at " + stage, BACKUPS, round -> {
                chaos.proxy().latency(Duration.ofMillis(8));
                UUID job = round.startAny();
                round.awaitSettled(job, stage);
                // One that has ended meanwhile says so, too.
                assertThat(round.cancel(job), is(true));
                round.checkNothingDeletedLater();
                round.end();
                stopped.addAndGet(round.stoppedEarly(job) ? 1 : 0);
            });
        }
        assertThat("jobs that had not come to their ends", stopped.get(), greaterThan(0));
    }

    @Test
    void findsThePoisonAndDeletesTheRest() {
        rounds("poison", BACKUPS / 2, round -> {
            List<UUID> poison = round.poison(5);
            round.startByVault();
            try {
                assertThat(round.end().get(0).getString("overall_status"), equalTo("completed"));
            } finally {
                Seed.update("TRUNCATE chaos.poison");
            }
            assertThat(round.outcomes(poison), everyItem(in(List.of("failed", "held"))));
            assertThat(round.outcomes(poison), hasItem("failed"));
        });
    }

    @Test
    void waitsForSpaceOnAFullDisk() {
        assumeTrue(SmallDisk.possible(), "a small disk can be mounted by root on Linux only");
        rounds("full disk", round -> {
            try (SmallDisk disk = SmallDisk.forOutcomes()) {
                disk.fill();
                pause(1_500);
                disk.empty();
                round.end();
            }
        });
    }
}
