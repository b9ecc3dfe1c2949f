package io.keysweep.encryption;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready while nothing that is stored opens with the wrapping key of this replica: it would refuse everything, or fill the
 * database with what the others cannot open. A replica that opens some of it is ready.
 */
@Readiness
@ApplicationScoped
class WrappingKeyReadiness implements AsyncHealthCheck {

    private static final String NAME = "wrapping key";

    private final UnknownKeysWatch watch;

    WrappingKeyReadiness(UnknownKeysWatch watch) {
        this.watch = watch;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return watch.standing()
                .map(standing -> standing.nothingOpens()
                        ? down("nothing that is stored opens with the key of this replica; the log names both")
                        : HealthCheckResponse.up(NAME))
                .onFailure()
                .recoverWithItem(() -> down("the database does not answer, or is not migrated"));
    }

    private static HealthCheckResponse down(String reason) {
        return HealthCheckResponse.named(NAME).down().withData("reason", reason).build();
    }
}
