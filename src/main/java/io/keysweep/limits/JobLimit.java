package io.keysweep.limits;

import io.keysweep.http.TooManyRequestsException;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * How many unfinished jobs an account may have. A job takes one of so many places of its account until it has ended: the
 * statement that accepts it asks {@code keysweep_job_place(account, most)} for one, so that replicas cannot exceed the limit
 * together, and do not wait for each other either.
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
