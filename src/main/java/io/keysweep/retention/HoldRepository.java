package io.keysweep.retention;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.keysweep.auth.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** Places and releases holds. Both write {@code inserted_xact} anew, for the verify pass of bulk jobs under way. */
@ApplicationScoped
class HoldRepository {

    /** What came of placing a hold. */
    sealed interface Placed {
        record Done(HoldView hold) implements Placed {}

        /** The backup is not there, or not any more. */
        record NoBackup() implements Placed {}

        /** Another hold is on it, and the caller may not change that. */
        record HeldAlready() implements Placed {}

        /** The hold would have ended before it began. */
        record Past() implements Placed {}
    }

    // $1 account, $2 key, $3 backup, $4 reason, $5 until, $6 by, $7 whether a hold may be replaced.
    private static final String PLACE =
            """
            WITH target AS MATERIALIZED (
                SELECT id, coalesce(held_until > now(), false) AND NOT $7::boolean AS held_already,
                       coalesce($5::timestamptz <= now(), false) AS past
                FROM key_backup WHERE account = $1 AND key_id = $2 AND id = $3 FOR UPDATE),
            placed AS (
                UPDATE key_backup b
                SET held_until = coalesce($5::timestamptz, 'infinity'), hold_reason = $4, held_by = $6, held_at = now(),
                    updated_at = now(), inserted_xact = pg_current_xact_id()::text::bigint
                FROM target t WHERE b.id = t.id AND NOT t.held_already AND NOT t.past
                RETURNING b.id, b.held_at)
            SELECT t.held_already, t.past, p.held_at FROM target t LEFT JOIN placed p ON p.id = t.id""";

    private static final String RELEASE =
            """
            UPDATE key_backup
            SET held_until = NULL, hold_reason = NULL, held_by = NULL, held_at = NULL, updated_at = now(),
                inserted_xact = pg_current_xact_id()::text::bigint
            WHERE account = $1 AND key_id = $2 AND id = $3 AND held_until IS NOT NULL""";

    private final AccountDatabase database;

    HoldRepository(AccountDatabase database) {
        this.database = database;
    }

    /** Places a hold on the key's backup; in place of another one only for administrators. */
    Uni<Placed> place(Caller caller, UUID keyId, UUID backupId, String reason, Optional<Instant> until) {
        Tuple parameters = Tuple.of(caller.account(), keyId, backupId, reason)
                .addOffsetDateTime(until.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null))
                .addString(caller.subject())
                .addBoolean(caller.administrator());
        return database.execute(caller.account(), PLACE, parameters).map(rows -> Rows.first(rows)
                .map(row -> placed(row, new HoldView(backupId, reason, until.orElse(null), caller.subject(), null)))
                .orElseGet(Placed.NoBackup::new));
    }

    private static Placed placed(Row row, HoldView asked) {
        if (row.getBoolean("past")) {
            return new Placed.Past();
        }
        OffsetDateTime at = row.getOffsetDateTime("held_at");
        return at == null
                ? new Placed.HeldAlready()
                : new Placed.Done(new HoldView(
                        asked.backupId(), asked.reason(), asked.holdUntil(), asked.heldBy(), at.toInstant()));
    }

    /** Releases the hold on the key's backup; false if there is none. */
    Uni<Boolean> release(Caller caller, UUID keyId, UUID backupId) {
        return database.execute(caller.account(), RELEASE, Tuple.of(caller.account(), keyId, backupId))
                .map(rows -> rows.rowCount() == 1);
    }
}
