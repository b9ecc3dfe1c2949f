package io.keysweep.ops;

import io.keysweep.sweep.Pulse;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Live while the engine's loop looks for work. A database that is away does not stop it from looking. */
@Liveness
@ApplicationScoped
class LoopLiveness implements HealthCheck {

    private final Pulse pulse;

    LoopLiveness(Pulse pulse) {
        this.pulse = pulse;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("sweep loop")
                .status(pulse.alive())
                .withData("secondsSinceLastLook", pulse.age().toSeconds())
                .build();
    }
}
