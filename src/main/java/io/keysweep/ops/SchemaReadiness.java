package io.keysweep.ops;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the database has every migration that this version brings; later ones do no harm. Anybody may ask, and without a
 * token: the database is asked about once a second at the most.
 */
@Readiness
@ApplicationScoped
class SchemaReadiness implements AsyncHealthCheck {

    private static final String NAME = "database and schema";

    private final Schema schema;

    SchemaReadiness(Schema schema) {
        this.schema = schema;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return schema.applied().map(SchemaReadiness::answer).onFailure().recoverWithItem(SchemaReadiness::unknown);
    }

    private static HealthCheckResponse answer(long applied) {
        return HealthCheckResponse.named(NAME)
                .status(applied >= SchemaRepository.MIGRATIONS)
                .withData("migrationsApplied", applied)
                .withData("migrationsNeeded", SchemaRepository.MIGRATIONS)
                .build();
    }

    private static HealthCheckResponse unknown(Throwable failure) {
        return HealthCheckResponse.named(NAME)
                .down()
                .withData(
                        "reason",
                        failure instanceof PgException refused
                                ? "the database refuses with SQLSTATE " + refused.getSqlState()
                                        + ", and the log says more"
                                : "the database does not answer")
                .build();
    }
}
