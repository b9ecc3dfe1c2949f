package io.keysweep.limits;

import io.keysweep.http.TooManyRequestsException;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * How many unfinished jobs an account may have. The statement that accepts one asks {@code keysweep_job_room(account, most)}
 * in its own condition, so that replicas cannot exceed the limit together.
 */
@ApplicationScoped
public class JobLimit {

    private static final String NO_ROOM = "KS002";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final int most;

    JobLimit(LimitsConfig config) {
        this.most = config.jobsPerAccount();
    }

    /** The limit. */
    public int most() {
        return most;
    }

    /** Whether the statement failed because there was no room. */
    public boolean reached(Throwable failure) {
        return failure instanceof PgException refused && NO_ROOM.equals(refused.getSqlState());
    }

    /** What to tell the caller then. */
    public TooManyRequestsException refusal() {
        return new TooManyRequestsException(
                "the account has " + most + " unfinished jobs, which is all it may have; wait until some have ended",
                RETRY_AFTER);
    }
}
