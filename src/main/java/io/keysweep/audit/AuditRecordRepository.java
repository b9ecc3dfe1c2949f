package io.keysweep.audit;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.keysweep.http.PageRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Reads an account's records. What writes them is the schema. */
@ApplicationScoped
class AuditRecordRepository {

    private static final String COLUMNS =
            """
            SELECT r.account, r.seq, r.at, r.actor, r.address, r.request, r.action, r.subject, r.outcome, r.details,
                   r.prev_hash, r.hash
            FROM audit_record r
            """;

    private static final String FIND = COLUMNS + "WHERE r.account = $1 AND r.seq = $2";

    private static final String AFTER = COLUMNS + "WHERE r.account = $1 AND r.seq > $2 ORDER BY r.seq LIMIT $3";

    // The same where none is missing. It reads no more than that by any plan, also by one from when
    // the table was small.
    private static final String NEXT =
            COLUMNS + "WHERE r.account = $1 AND r.seq > $2 AND r.seq <= $2 + $3::integer ORDER BY r.seq";

    private static final String PASSING =
            """
            WHERE r.account = $1 AND ($2::text[] IS NULL OR r.action = ANY ($2))
              AND ($3::text[] IS NULL OR r.actor = ANY ($3)) AND ($4::text[] IS NULL OR r.subject = ANY ($4))
              AND ($5::text[] IS NULL OR r.outcome = ANY ($5)) AND ($6::text[] IS NULL OR r.request = ANY ($6))
              AND ($7::timestamptz IS NULL OR r.at > $7) AND ($8::timestamptz IS NULL OR r.at < $8)
            """;

    private static final String LIST = COLUMNS + PASSING + "ORDER BY %s OFFSET $9 LIMIT $10";

    private static final String COUNT = "SELECT count(*) AS total FROM audit_record r " + PASSING;

    private final AccountDatabase database;

    AuditRecordRepository(AccountDatabase database) {
        this.database = database;
    }

    /** The record of this number. */
    Uni<Optional<AuditRecord>> find(String account, long seq) {
        return database.execute(account, FIND, Tuple.of(account, seq))
                .map(rows -> Rows.first(rows).map(AuditRecordRepository::record));
    }

    /** The next records of the chain after one; none only at its end. */
    Uni<List<AuditRecord>> after(String account, long seq, int most) {
        return page(NEXT, account, seq, most)
                .chain(next -> next.isEmpty()
                        ? page(AFTER, account, seq, most)
                        : Uni.createFrom().item(next));
    }

    private Uni<List<AuditRecord>> page(String sql, String account, long seq, int most) {
        return database.execute(account, sql, Tuple.of(account, seq, most))
                .map(rows -> Rows.all(rows, AuditRecordRepository::record));
    }

    /** A page of the records that pass the filter. */
    Uni<List<AuditRecord>> list(AuditFilter filter, PageRequest page) {
        return database.list(
                        filter.account(),
                        LIST.formatted(filter.orderBy()),
                        passing(filter).addInteger(page.skip()).addInteger(page.size()))
                .map(rows -> Rows.all(rows, AuditRecordRepository::record));
    }

    /** How many records pass the filter. */
    Uni<Long> count(AuditFilter filter) {
        return database.list(filter.account(), COUNT, passing(filter))
                .map(rows -> Rows.only(rows).getLong("total"));
    }

    private static Tuple passing(AuditFilter filter) {
        return Tuple.tuple()
                .addString(filter.account())
                .addArrayOfString(filter.actions())
                .addArrayOfString(filter.actors())
                .addArrayOfString(filter.subjects())
                .addArrayOfString(filter.outcomes())
                .addArrayOfString(filter.requests())
                .addOffsetDateTime(time(filter.after()))
                .addOffsetDateTime(time(filter.before()));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static AuditRecord record(Row row) {
        return new AuditRecord(
                row.getString("account"),
                row.getLong("seq"),
                row.getOffsetDateTime("at").toInstant(),
                row.getString("actor"),
                row.getString("address"),
                row.getString("request"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("outcome"),
                row.getString("details"),
                row.getBuffer("prev_hash").getBytes(),
                row.getBuffer("hash").getBytes());
    }
}
