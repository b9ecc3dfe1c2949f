package io.keysweep.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.keysweep.fuzz.Wire.Answer;
import io.keysweep.support.ApiDocument;
import io.keysweep.support.Contract;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What an answer to a hostile request has to be like. */
record Oracle(ApiDocument api) {

    /** What callers are never told: stack traces, classes, SQL. */
    static final Pattern INSIDE = Pattern.compile("\\bat [\\w.$]+\\(|Exception|\\b(SELECT|INSERT|UPDATE|DELETE|FROM) |"
            + "\\b(java|javax|jakarta|io\\.keysweep|io\\.vertx|io\\.quarkus|io\\.netty|com\\.fasterxml|"
            + "org\\.hibernate)\\.");
    // What Azure, or the database, is to blame for.
    private static final Set<Integer> OF_OTHERS = Set.of(502, 503);
    private static final int FIRST_ERROR = 400;
    private static final int FIRST_FAILURE = 500;

    /** Throws if the answer is not as it should be; none is given only to what is not well framed. */
    void check(Hostile request, Optional<Answer> answer) {
        if (answer.isEmpty()) {
            demand(!request.framed(), "is not answered");
            return;
        }
        Answer given = answer.get();
        demand(given.status() < FIRST_FAILURE || described(request, given), "failed the service: " + given);
        demand(given.status() < FIRST_ERROR || !INSIDE.matcher(given.body()).find(), "is told of the inside: " + given);
        if (request.framed() && request.plain() && !request.method().equals("OPTIONS")) {
            Contract.check(
                    api,
                    request.method(),
                    request.path(),
                    new Contract.Answer(given.status(), given.headers()::get, given.body()));
        }
    }

    private boolean described(Hostile request, Answer answer) {
        Optional<JsonNode> operation = api.operation(request.method(), request.path());
        return OF_OTHERS.contains(answer.status())
                && operation.isPresent()
                && operation.get().path("responses").has(String.valueOf(answer.status()));
    }

    private static void demand(boolean kept, String otherwise) {
        if (!kept) {
            throw new AssertionError(otherwise);
        }
    }
}
