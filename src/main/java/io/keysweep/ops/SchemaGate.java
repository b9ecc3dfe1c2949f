package io.keysweep.ops;

import io.keysweep.http.EdgeAnswer;
import io.keysweep.http.ErrorKind;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Keeps calls of the API out while the database is not migrated. The first of them asks the database, so a replica that starts
 * on a migrated one turns nobody away; health, metrics and the API's description are served at all times.
 */
@ApplicationScoped
class SchemaGate {

    private static final String API = "/api";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    // After the request got its id, before anything else.
    private static final int ORDER = 980;

    private final Schema schema;
    private final MigrateConfig config;

    SchemaGate(Schema schema, MigrateConfig config) {
        this.schema = schema;
        this.config = config;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, ORDER);
    }

    private void check(RoutingContext request) {
        if (schema.complete() || !request.normalizedPath().startsWith(API)) {
            request.next();
        } else {
            request.request().pause();
            ask(request, request.vertx().getOrCreateContext());
        }
    }

    private void ask(RoutingContext request, Context caller) {
        CompletionStage<Void> unused = schema.given()
                .ifNoItem()
                .after(PATIENCE)
                .fail()
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
