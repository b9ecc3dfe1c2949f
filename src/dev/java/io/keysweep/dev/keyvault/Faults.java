package io.keysweep.dev.keyvault;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes wrong in a vault on demand: the next calls that pass the token check meet the faults in the order in which
 * they were asked for. Safe for use by several threads.
 */
public final class Faults {

    private static final int NO_STATUS = 0;

    private final List<Pending> pending = new ArrayList<>();

    /**
     * What a call meets.
     *
     * @param status HTTP status to fail with; 0: the call is served
     * @param code Azure's error code; null: one that fits the status
     * @param innerCode code of the inner error, or null
     * @param retryAfterSeconds value of {@code Retry-After}, or null for no such header
     * @param delay before anything is answered
     * @param drop close the connection instead of answering
     * @param operation which calls: {@code backup}, {@code get}, {@code restore}, ..., null for all; those for one key only
     *     with its name after a space, {@code backup payments}
     */
    public record Fault(
            int status,
            String code,
            String innerCode,
            Integer retryAfterSeconds,
            Duration delay,
            boolean drop,
            String operation) {

        private boolean meets(String called, String path) {
            if (operation == null) {
                return true;
            }
            String[] words = operation.split(" ", 2);
            return words[0].equals(called) && (words.length == 1 || path.contains("/" + words[1] + "/"));
        }

        VaultError error() {
            String said = code == null ? codeOf(status) : code;
            return status == NO_STATUS ? null : new VaultError(status, said, innerCode, "A fault that was asked for.");
        }

        private static String codeOf(int status) {
            return switch (status) {
                case 401 -> "Unauthorized";
                case 403 -> "Forbidden";
                case 404 -> "KeyNotFound";
                case 409 -> "Conflict";
                case 429 -> "Throttled";
                default -> status < 500 ? "BadParameter" : "InternalServerError";
            };
        }
    }

    private static final class Pending {
        private final Fault fault;
        private int left;

        private Pending(Fault fault, int left) {
            this.fault = fault;
            this.left = left;
        }
    }

    /** The next {@code calls} calls answer that status. */
    public void failNext(int calls, int status) {
        add(calls, new Fault(status, null, null, null, Duration.ZERO, false, null));
    }

    /** The next {@code calls} calls answer 429. */
    public void throttleNext(int calls, Integer retryAfterSeconds) {
        add(calls, new Fault(429, null, null, retryAfterSeconds, Duration.ZERO, false, null));
    }

    /** The next {@code calls} calls are served late. */
    public void delayNext(int calls, Duration delay) {
        add(calls, new Fault(NO_STATUS, null, null, null, delay, false, null));
    }

    /** The next {@code calls} calls end with a closed connection. */
    public void dropNext(int calls) {
        add(calls, new Fault(NO_STATUS, null, null, null, Duration.ZERO, true, null));
    }

    /** The next {@code calls} calls that the fault is for meet it. */
    public synchronized void add(int calls, Fault fault) {
        pending.add(new Pending(fault, calls));
    }

    /** Nothing goes wrong any more. */
    public synchronized void clear() {
        pending.clear();
    }

    /** The same by HTTP: {@code {"count":2,"status":429,"retry_after":1,"delay_ms":0,"drop":false,"operation":"backup"}}. */
    void add(JsonObject request) {
        add(
                request.getInteger("count", 1),
                new Fault(
                        request.getInteger("status", NO_STATUS),
                        request.getString("code"),
                        request.getString("inner_code"),
                        request.getInteger("retry_after"),
                        Duration.ofMillis(request.getLong("delay_ms", 0L)),
                        request.getBoolean("drop", false),
                        request.getString("operation")));
    }

    /** The fault that a call of that operation meets, taken off the list; null when it is served as usual. */
    synchronized Fault take(String operation, String path) {
        for (Pending next : pending) {
            if (next.fault.meets(operation, path)) {
                next.left--;
                pending.removeIf(spent -> spent.left <= 0);
                return next.fault;
            }
        }
        return null;
    }
}
