package io.keysweep.sweep;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.sweep.JobLease.Stage;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The engine's statements on leases of jobs: claim, give back, back off. Each one that changes work under way names the
 * epoch it believes in and reports how many rows it found. All comparisons of time are the database's own.
 */
@ApplicationScoped
class JobLeaseRepository {

    private static final String FREE =
            "(j.lease_until IS NULL OR j.lease_until < clock_timestamp()) AND j.not_before <= clock_timestamp()";

    private static final String NOT_PLANNED = "j.state IN ('planning', 'sweeping') AND NOT j.fully_planned";

    private static final AccountTurns TURNS =
            new AccountTurns(NOT_PLANNED, "j.plan_claimed_at IS NOT NULL", "plan_claimed_at");

    private static final String TO_PLAN =
            "j.account = turn.account AND " + NOT_PLANNED + " AND NOT j.abort AND " + FREE;

    private static final String TO_STOP = "j.abort AND j.state IN ('planning', 'sweeping') AND " + FREE;

    private static final String SWEPT_OUT =
            """
            j.state = 'sweeping' AND j.fully_planned AND NOT j.abort AND %s
              AND NOT EXISTS (SELECT FROM bulk_job_slice s WHERE s.job_id = j.id AND s.state = 'ready')"""
                    .formatted(FREE);

    private static final String CLAIM_TO_PLAN =
            claim(", plan_claimed_at = clock_timestamp()", TURNS.first(one(TO_PLAN + " ORDER BY j.not_before")));
    private static final String CLAIM_TO_STOP = claim("", one(TO_STOP + " ORDER BY j.created_at"));
    private static final String CLAIM_TO_FINISH = claim("", one(SWEPT_OUT + " ORDER BY j.last_claimed_at"));
    private static final String CLAIM_TO_FINISH_ONE = claim("", one("j.id = $3 AND " + SWEPT_OUT));

    // A lease that ran out was never given back: its holder died, which counts as a failure.
    private static String claim(String alsoSet, String job) {
        return """
                UPDATE bulk_job
                SET epoch = epoch + 1, lease_until = clock_timestamp() + make_interval(secs => $1),
                    failures = failures + CASE WHEN lease_until IS NULL THEN 0 ELSE 1 END%s
                WHERE id = (%s)
                RETURNING id, operation, epoch, failures"""
                .formatted(alsoSet, job);
    }

    private static String one(String condition) {
        return "SELECT j.id FROM bulk_job j WHERE j.operation = ANY ($2) AND " + condition
                + " LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED";
    }

    private static final String RETURN =
            """
            UPDATE bulk_job
            SET lease_until = NULL, failures = $3, not_before = clock_timestamp() + make_interval(secs => $4)
            WHERE id = $1 AND epoch = $2 AND state IN ('planning', 'sweeping')""";

    private static final String RENEW =
            """
            UPDATE bulk_job SET lease_until = clock_timestamp() + make_interval(secs => $3)
            WHERE id = $1 AND epoch = $2 AND lease_until IS NOT NULL AND state IN ('planning', 'sweeping')""";

    // As the partial indexes have it, which hold active jobs alone: asked at every look, it must not read past all that
    // have ended. A job that is not swept is not fully planned either.
    private static final String ANY_ACTIVE =
            """
            SELECT EXISTS (SELECT FROM bulk_job WHERE state = 'sweeping')
                OR EXISTS (SELECT FROM bulk_job WHERE NOT fully_planned AND state IN ('planning', 'sweeping')) AS active""";

    private final AllAccountsDatabase database;
    private final SweepTargets targets;
    private final SweepConfig config;

    JobLeaseRepository(AllAccountsDatabase database, SweepTargets targets, SweepConfig config) {
        this.database = database;
        this.targets = targets;
        this.config = config;
    }

    /** Whether any job of any replica is not finished. */
    Uni<Boolean> anyActive() {
        return database.execute(ANY_ACTIVE, Tuple.tuple())
                .map(rows -> Rows.only(rows).getBoolean("active"));
    }

    /**
     * The job that waits longest for its planning, or for its next turn of it, of the account whose last such claim is longest
     * ago.
     */
    Uni<Optional<JobLease>> claimToPlan() {
        return claim(CLAIM_TO_PLAN, claim(), Stage.PLAN);
    }

    /** A job that was cancelled and is not final yet. */
    Uni<Optional<JobLease>> claimToStop() {
        return claim(CLAIM_TO_STOP, claim(), Stage.STOP);
    }

    /** A job whose slices are done and which nobody finished: the replica that swept its last slice is gone. */
    Uni<Optional<JobLease>> claimToFinish() {
        return claim(CLAIM_TO_FINISH, claim(), Stage.FINISH);
    }

    /** This job, if its slices are done. */
    Uni<Optional<JobLease>> claimToFinish(UUID jobId) {
        return claim(CLAIM_TO_FINISH_ONE, claim().addUUID(jobId), Stage.FINISH);
    }

    private Tuple claim() {
        return Tuple.tuple().addDouble(Seconds.of(config.lease())).addArrayOfString(targets.operations());
    }

    private Uni<Optional<JobLease>> claim(String sql, Tuple parameters, Stage stage) {
        return database.execute(sql, parameters).map(rows -> Rows.first(rows)
                .map(row -> new JobLease(
                        row.getUUID("id"),
                        row.getString("operation"),
                        row.getInteger("epoch"),
                        stage,
                        row.getInteger("failures"))));
    }

    /** Holds the job for as long again. */
    Uni<Boolean> renew(JobLease lease) {
        return changed(RENEW, Tuple.of(lease.jobId(), lease.epoch(), Seconds.of(config.lease())));
    }

    /** Gives the job back at once, at no cost to its retry budget. */
    Uni<Boolean> giveBack(JobLease lease) {
        return backOff(lease, lease.failures(), Duration.ZERO);
    }

    /** Gives the job back, not to be claimed for a while. */
    Uni<Boolean> backOff(JobLease lease, int failures, Duration delay) {
        return changed(RETURN, Tuple.of(lease.jobId(), lease.epoch(), failures, Seconds.of(delay)));
    }

    private Uni<Boolean> changed(String sql, Tuple parameters) {
        return database.execute(sql, parameters).map(rows -> rows.rowCount() == 1);
    }
}
