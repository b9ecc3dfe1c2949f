package io.keysweep.auth;

import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.account.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The statements on attempts to log in, which all replicas count together. All comparisons of time are the database's. */
@ApplicationScoped
class LoginAttemptRepository {

    // $1 who, $2 how many of each are free, $3 the longest wait and $4 how long to remember, in seconds. The attempt
    // counts as a failure from now on, so that of parallel ones no more than the free ones come to anything.
    // Some that are to be forgotten are cleared away in passing. Who is not blocked is so since ever: the time of the
    // last attempt would block one that began before it and came to the row after it.
    static final String BEGIN =
            """
            WITH asked AS (SELECT a.who, a.free FROM unnest($1::text[], $2::integer[]) AS a (who, free) ORDER BY a.who),
            blocked AS (SELECT max(blocked_until) AS until FROM login_attempt WHERE who = ANY ($1) AND blocked_until > now()),
            forgotten AS (
                DELETE FROM login_attempt WHERE who IN (
                    SELECT who FROM login_attempt WHERE forget_at <= now() AND who <> ALL ($1)
                    ORDER BY forget_at LIMIT 10 FOR UPDATE SKIP LOCKED)),
            counted AS (
                INSERT INTO login_attempt AS l (who, failures, free, blocked_until, forget_at)
                SELECT asked.who, 1, asked.free,
                       CASE WHEN asked.free <= 1 THEN now() + interval '1 second' ELSE '-infinity' END,
                       now() + make_interval(secs => $4)
                FROM asked CROSS JOIN blocked WHERE blocked.until IS NULL
                ON CONFLICT (who) DO UPDATE
                SET failures = CASE WHEN l.forget_at <= now() THEN 1 ELSE l.failures + 1 END,
                    free = EXCLUDED.free,
                    blocked_until = CASE WHEN l.forget_at <= now() OR l.failures + 1 < EXCLUDED.free THEN '-infinity'
                        ELSE now() + make_interval(
                            secs => least($3, power(2::double precision, least(l.failures + 1 - EXCLUDED.free, 30)))) END,
                    forget_at = EXCLUDED.forget_at
                WHERE l.blocked_until <= now()
                RETURNING who)
            SELECT (SELECT coalesce(array_agg(who), '{}') FROM counted) AS counted, extract(epoch FROM until - now())::double precision AS wait
            FROM blocked""";

    // The user's failures are over; of the address only this attempt was none.
    private static final String SUCCEED =
            """
            WITH done AS (DELETE FROM login_attempt WHERE who = $1)
            UPDATE login_attempt SET failures = greatest(failures - 1, 0), blocked_until = '-infinity' WHERE who = $2""";

    private static final String WITHDRAW =
            """
            UPDATE login_attempt SET failures = greatest(failures - 1, 0), blocked_until = '-infinity'
            WHERE who = ANY ($1)""";

    private final AllAccountsDatabase database;

    LoginAttemptRepository(AllAccountsDatabase database) {
        this.database = database;
    }

    /**
     * Counts an attempt of everybody who is named.
     *
     * @return empty if it may go on, else how long to wait
     */
    Uni<Optional<Duration>> begin(List<String> who, List<Integer> free, Duration longest, Duration memory) {
        return database.execute(
                        BEGIN,
                        Tuple.tuple()
                                .addArrayOfString(who.toArray(String[]::new))
                                .addArrayOfInteger(free.toArray(Integer[]::new))
                                .addDouble((double) longest.toSeconds())
                                .addDouble((double) memory.toSeconds()))
                .chain(rows -> wait(Rows.only(rows), who.size()));
    }

    // One of them may have been blocked after the look at all and before its own turn: then none is counted.
    private Uni<Optional<Duration>> wait(Row row, int asked) {
        Double seconds = row.getDouble("wait");
        if (seconds != null) {
            return Uni.createFrom().item(Optional.of(Duration.ofMillis((long) (seconds * 1_000))));
        }
        List<String> counted = List.of(row.getArrayOfStrings("counted"));
        return counted.size() == asked
                ? Uni.createFrom().item(Optional.empty())
                : withdraw(counted).replaceWith(Optional.of(Duration.ofSeconds(1)));
    }

    /** Records that the attempt was none of a guesser. */
    Uni<Void> succeed(String user, String address) {
        return database.execute(SUCCEED, Tuple.of(user, address)).replaceWithVoid();
    }

    /** Takes back an attempt that came to nothing of its own. */
    Uni<Void> withdraw(List<String> who) {
        return database.execute(WITHDRAW, Tuple.tuple().addArrayOfString(who.toArray(String[]::new)))
                .replaceWithVoid();
    }
}
