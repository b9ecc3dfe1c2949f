package io.keysweep.azure;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Answers of the SDK and of HTTP clients come on their threads; callers go on where they were. */
public final class CallerContext {

    private CallerContext() {}

    /** The same, answered on the Vert.x context that subscribes, if it is one. */
    public static <T> Uni<T> kept(Uni<T> call) {
        return Uni.createFrom().deferred(() -> onContext(Vertx.currentContext(), call));
    }

    private static <T> Uni<T> onContext(Context caller, Uni<T> call) {
        return caller == null ? call : call.emitOn(task -> caller.runOnContext(nothing -> task.run()));
    }
}
