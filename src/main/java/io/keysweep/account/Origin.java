package io.keysweep.account;

import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Objects;

/**
 * Who asks for what is done now, from where and in which request; carried by the Vert.x context of the request.
 *
 * @param actor the caller's subject; {@value #ENGINE} for work that nobody waits for
 * @param address the client's address as the HTTP server has it (it heeds {@code quarkus.http.proxy.*}), or empty
 * @param request the request's id, or empty
 */
public record Origin(String actor, String address, String request) {

    /** The actor of work that nobody waits for. */
    public static final String ENGINE = "engine";

    /** The actor of a request whose caller is not known, or not yet. */
    public static final String ANONYMOUS = "anonymous";

    // Of whoever came past the service (V8).
    private static final String DATABASE_ROLES = "database:";

    static final Origin OF_ENGINE = new Origin(ENGINE, "", "");

    /** Whether it is an actor that no caller may be. */
    public static boolean reserved(String subject) {
        return subject.equals(ENGINE) || subject.equals(ANONYMOUS) || subject.startsWith(DATABASE_ROLES);
    }

    /** A request begins. */
    public static void arrived(String address, String request) {
        keep(new Origin(ANONYMOUS, Objects.requireNonNullElse(address, ""), request));
    }

    /** The caller of the request under way is known. */
    public static void identified(String subject) {
        keep(current().of(subject));
    }

    /** The same request, whose caller has shown who he is. */
    public Origin of(String subject) {
        return new Origin(subject, address, request);
    }

    /** Of the request under way, or of the engine when there is none. */
    public static Origin current() {
        Context context = Vertx.currentContext();
        Origin kept =
                context != null && VertxContext.isDuplicatedContext(context) ? context.getLocal(Origin.class) : null;
        return kept == null ? OF_ENGINE : kept;
    }

    // Only a context of a request's own: any other is shared by whatever else runs on its thread.
    private static void keep(Origin origin) {
        Context context = Vertx.currentContext();
        if (context != null && VertxContext.isDuplicatedContext(context)) {
            context.putLocal(Origin.class, origin);
        }
    }
}
