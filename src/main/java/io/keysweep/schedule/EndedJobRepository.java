package io.keysweep.schedule;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.keysweep.sweep.Seconds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The records of jobs that have ended and are no evidence: all but those of deletions. */
@ApplicationScoped
class EndedJobRepository {

    // Of one account at a time: what is removed enters the account's audit chain, whose lock no transaction may want
    // beside another's. Runs, slices and outcomes go with their job.
    private static final String REMOVE =
            """
            WITH longest_ended AS MATERIALIZED (
                SELECT account FROM bulk_job
                WHERE operation <> 'delete-key-backups' AND completed_at < now() - make_interval(secs => $1)
                ORDER BY completed_at LIMIT 1),
            ended AS MATERIALIZED (
                SELECT j.id FROM bulk_job j
                WHERE j.account = (SELECT account FROM longest_ended) AND j.operation <> 'delete-key-backups'
                  AND j.completed_at < now() - make_interval(secs => $1)
                ORDER BY j.completed_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            DELETE FROM bulk_job j USING ended e WHERE j.id = e.id RETURNING j.id""";

    // Those that had no job to go with.
    private static final String REMOVE_RUNS =
            """
            WITH oldest AS MATERIALIZED (
                SELECT account FROM job_run
                WHERE job_id IS NULL AND created_at < now() - make_interval(secs => $1)
                ORDER BY created_at LIMIT 1),
            old AS MATERIALIZED (
                SELECT r.id FROM job_run r
                WHERE r.account = (SELECT account FROM oldest) AND r.job_id IS NULL
                  AND r.created_at < now() - make_interval(secs => $1)
                ORDER BY r.created_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            DELETE FROM job_run r USING old o WHERE r.id = o.id RETURNING r.id""";

    private final AllAccountsDatabase database;

    EndedJobRepository(AllAccountsDatabase database) {
        this.database = database;
    }

    /** Removes records that are older than that, those of one account; gives the ids of the jobs. */
    Uni<List<UUID>> removeOlderThan(Duration age, int most) {
        return database.execute(REMOVE, Tuple.of(Seconds.of(age), most))
                .map(rows -> Rows.all(rows, row -> row.getUUID("id")));
    }

    /** Removes records of runs that are older than that and made no job, those of one account; gives their ids. */
    Uni<List<UUID>> removeRunsOlderThan(Duration age, int most) {
        return database.execute(REMOVE_RUNS, Tuple.of(Seconds.of(age), most))
                .map(rows -> Rows.all(rows, row -> row.getUUID("id")));
    }
}
