package io.keysweep.schedule;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.Callers;
import io.keysweep.support.Schedules;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many replicas that find the same run due, as they do when they look at the same moment. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class FiringTest {

    private static final int REPLICAS = 8;

    @Inject
    FiringRepository firing;

    @Inject
    JobConfigRepository configs;

    @Inject
    JobOrders orders;

    private final String account = Seed.account();
    private final UUID vault = Seed.vault(account, "payments");
    private final Schedules schedules = new Schedules(() -> Callers.admin(account));

    private static <T> T now(Uni<T> uni) {
        try {
            return VertxContextSupport.subscribeAndAwait(() -> uni);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    // Due in an hour, so that the loop of this process leaves it alone.
    private JobConfig schedule() {
        String id = schedules.make(Schedules.hourly(
                "cckm_delete_key_backups", Map.of("vault_id", vault.toString(), "older_than", "P90D")));
        return now(configs.find(account, UUID.fromString(id))).orElseThrow();
    }

    private long count(String table) {
        return Seed.query(Long.class, "SELECT count(*) FROM " + table + " WHERE account = ?", account)
                .get(0);
    }

    @Test
    void oneOfManyReplicasMakesTheRun() {
        JobConfig schedule = schedule();
        Instant due = schedule.nextRunAt().orElseThrow();
        RunOrder order = now(orders.ofRun(schedule, due));
        List<Uni<Optional<UUID>>> attempts = IntStream.range(0, REPLICAS)
                .mapToObj(replica -> firing.fire(schedule, due, Optional.of(due.plusSeconds(3_600)), order))
                .toList();

        List<Optional<UUID>> made = now(Uni.join().all(attempts).andFailFast());

        assertThat(made.stream().filter(Optional::isPresent).count(), is(1L));
        assertThat(count("job_run"), is(1L));
        assertThat(count("bulk_job"), is(1L));
    }

    @Test
    void aReplicaThatComesLateMakesNothing() {
        JobConfig schedule = schedule();
        Instant due = schedule.nextRunAt().orElseThrow();
        RunOrder order = now(orders.ofRun(schedule, due));
        schedules.change(schedule.id().toString(), Map.of("name", "changed meanwhile"));

        assertThat(now(firing.fire(schedule, due, Optional.empty(), order)), equalTo(Optional.empty()));
        assertThat(count("job_run"), is(0L));
        assertThat(count("bulk_job"), is(0L));
    }

    // Not even when somebody sets the schedule back by hand.
    @Test
    void noDueTimeIsRunForTwice() {
        JobConfig schedule = schedule();
        Instant due = schedule.nextRunAt().orElseThrow();
        RunOrder order = now(orders.ofRun(schedule, due));

        assertThat(now(firing.fire(schedule, due, schedule.nextRunAt(), order)).isPresent(), is(true));
        assertThat(now(firing.fire(schedule, due, schedule.nextRunAt(), order)).isPresent(), is(false));
        assertThat(count("bulk_job"), is(1L));
    }

    @Test
    void aScheduleThatWasSetBackGoesOnToItsNextTime() {
        JobConfig schedule = schedule();
        Instant due = schedule.nextRunAt().orElseThrow();
        Instant next = due.plusSeconds(3_600);
        RunOrder order = now(orders.ofRun(schedule, due));
        assertThat(now(firing.fire(schedule, due, schedule.nextRunAt(), order)).isPresent(), is(true));

        assertThat(now(firing.fire(schedule, due, Optional.of(next), order)), equalTo(Optional.empty()));

        assertThat(now(configs.find(account, schedule.id())).orElseThrow().nextRunAt(), equalTo(Optional.of(next)));
        assertThat(count("bulk_job"), is(1L));
    }
}
