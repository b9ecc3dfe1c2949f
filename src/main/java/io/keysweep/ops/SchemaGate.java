package io.keysweep.ops;

import io.keysweep.http.ApiPath;
import io.keysweep.http.EdgeAnswer;
import io.keysweep.http.ErrorKind;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.CompletionStage;

/**
 * Keeps calls of the API out while the database is not migrated. The first of them asks the database, so a replica that starts
 * on a migrated one turns nobody away; health, metrics and the API's description are served at all times.
 */
@ApplicationScoped
class SchemaGate {

    // After the edge and the limits: strangers shall not have the database asked more often than they may call.
    private static final int AFTER_THE_LIMITS = 970;

    private final Schema schema;
    private final MigrateConfig config;

    SchemaGate(Schema schema, MigrateConfig config) {
        this.schema = schema;
        this.config = config;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, AFTER_THE_LIMITS);
    }

    private void check(RoutingContext request) {
        if (schema.complete() || !ApiPath.ofApi(request)) {
            request.next();
        } else {
            request.request().pause();
            ask(request, request.vertx().getOrCreateContext());
        }
    }

    private void ask(RoutingContext request, Context caller) {
        CompletionStage<Void> unused = schema.seenComplete()
                .emitOn(task -> caller.runOnContext(nothing -> task.run()))
                .subscribeAsCompletionStage()
                .handle((given, failure) -> decide(request, given, failure));
    }

    private Void decide(RoutingContext request, Boolean given, Throwable failure) {
        request.request().resume();
        if (Boolean.TRUE.equals(given)) {
            request.next();
        } else {
            var unused = EdgeAnswer.send(request, ErrorKind.UNAVAILABLE, reason(failure));
        }
        return null;
    }

    private String reason(Throwable failure) {
        if (failure != null) {
            return "the database cannot be reached: try again";
        }
        return config.when() == MigrateConfig.When.NEVER
                ? "the database is not migrated to this version, and this replica is told not to: run keysweep.migrate=only"
                : "the database is being migrated: try again";
    }
}
