package io.keysweep.schedule;

import io.keysweep.http.TooManyRequestsException;
import io.keysweep.sweep.PeriodicWork;
import io.keysweep.sweep.SweepLoop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Makes the runs that are due, one after the other. One that cannot be made keeps none of the others back: its schedule is put
 * aside for a while, on this replica, and stays due.
 */
@ApplicationScoped
class DueRuns implements PeriodicWork {

    private static final Logger LOGGER = Logger.getLogger(DueRuns.class);

    // So long other periodic work waits for this one.
    private static final Duration LONGEST = Duration.ofSeconds(10);

    // By then whatever passes has passed, or a newer replica, which knows more, has made the run.
    private static final Duration ASIDE = Duration.ofMinutes(1);

    private final FiringRepository firing;
    private final JobOrders orders;
    private final SweepLoop loop;
    private final ScheduleConfig config;
    private final Counter failed;
    // Until when by System.nanoTime(); holds no more than came up at the looks of that time.
    private final Map<UUID, Long> aside = new ConcurrentHashMap<>();

    DueRuns(FiringRepository firing, JobOrders orders, SweepLoop loop, ScheduleConfig config, MeterRegistry registry) {
        this.firing = firing;
        this.orders = orders;
        this.loop = loop;
        this.config = config;
        this.failed = Counter.builder("keysweep.runs.failed")
                .description("Runs of schedules that no job could be made for")
                .register(registry);
    }

    @Override
    public String name() {
        return "look for due runs";
    }

    @Override
    public Duration interval() {
        return config.pollInterval();
    }

    // At two in the morning many are due at once: as long as there are more, the next look does not wait.
    @Override
    public Uni<Void> look() {
        long begin = System.nanoTime();
        return Multi.createBy()
                .repeating()
                .uni(this::attemptSome)
                .whilst(due -> due == config.runsPerLook() && System.nanoTime() - begin < LONGEST.toNanos())
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Integer> attemptSome() {
        return firing.due(config.runsPerLook(), aside()).chain(due -> Multi.createFrom()
                .iterable(due)
                .onItem()
                .transformToUniAndConcatenate(this::attempt)
                .collect()
                .last()
                .replaceWith(due.size()));
    }

    private List<UUID> aside() {
        long now = System.nanoTime();
        aside.values().removeIf(until -> until - now <= 0);
        return List.copyOf(aside.keySet());
    }

    // Put aside first: one that takes so long that the look is cut short must not lead the next one.
    private Uni<Void> attempt(UUID configId) {
        aside.put(configId, System.nanoTime() + ASIDE.toNanos());
        return firing.find(configId)
                .chain(found -> found.map(this::fire).orElseGet(Uni.createFrom()::voidItem))
                .invoke(() -> aside.remove(configId))
                .onFailure()
                .invoke(failure -> LOGGER.errorf("run put off configId=%s reason=%s", configId, failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> fire(DueConfig found) {
        JobConfig schedule = found.config();
        Instant due = found.due();
        Optional<Instant> next = schedule.draft().timetable().after(found.now());
        return orders.ofRun(schedule, due)
                .chain(order -> fire(schedule, due, next, order)
                        .onFailure(TooManyRequestsException.class)
                        .recoverWithUni(full -> fire(schedule, due, next, RunOrder.impossible(full.getMessage()))))
                .replaceWithVoid();
    }

    // A run for whose job the account has no room is on record as failed: one that waited would pile up with the next.
    private Uni<Optional<UUID>> fire(JobConfig schedule, Instant due, Optional<Instant> next, RunOrder order) {
        return firing.fire(schedule, due, next, order).invoke(run -> made(schedule, due, order, run));
    }

    private void made(JobConfig schedule, Instant due, RunOrder order, Optional<UUID> run) {
        if (run.isPresent()) {
            log(run.get(), schedule, due, order);
            loop.wake();
        }
    }

    private void log(UUID run, JobConfig schedule, Instant due, RunOrder order) {
        if (order.order() instanceof JobOrder.Impossible impossible) {
            failed.increment();
            LOGGER.warnf(
                    "run failed runId=%s configId=%s account=%s due=%s reason=%s",
                    run, schedule.id(), schedule.account(), due, impossible.error());
        } else {
            LOGGER.infof(
                    "run made runId=%s configId=%s account=%s due=%s leftOut=%d",
                    run, schedule.id(), schedule.account(), due, order.leftOut().size());
        }
    }
}
