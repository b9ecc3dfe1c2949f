package io.keysweep.sweep;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * The port to what is to be looked after again and again beside jobs. Each bean is asked by each replica, on the engine's
 * loop, so what it does must be safe to do on several replicas at once.
 */
public interface PeriodicWork {

    /** For logs. */
    String name();

    /** How long after the start of one look the next one begins. */
    Duration interval();

    /** One look; it must not take on more than a bounded amount of work. A failure is logged, and the next look comes. */
    Uni<Void> look();
}
