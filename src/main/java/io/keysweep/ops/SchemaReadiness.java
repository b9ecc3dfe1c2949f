package io.keysweep.ops;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the database has every migration that this version brings; later ones do no harm. */
@Readiness
@ApplicationScoped
class SchemaReadiness implements AsyncHealthCheck {

    private static final String NAME = "database and schema";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SchemaRepository schema;

    SchemaReadiness(SchemaRepository schema) {
        this.schema = schema;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return schema.applied()
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .map(SchemaReadiness::answer)
                .onFailure()
                .recoverWithItem(SchemaReadiness::away);
    }

    private static HealthCheckResponse answer(long applied) {
        return HealthCheckResponse.named(NAME)
                .status(applied >= SchemaRepository.MIGRATIONS)
                .withData("migrationsApplied", applied)
                .withData("migrationsNeeded", SchemaRepository.MIGRATIONS)
                .build();
    }

    private static HealthCheckResponse away() {
        return HealthCheckResponse.named(NAME)
                .down()
                .withData("reason", "the database does not answer")
                .build();
    }
}
