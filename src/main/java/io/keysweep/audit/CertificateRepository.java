package io.keysweep.audit;

import io.keysweep.account.AccountDatabase;
import io.keysweep.account.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What certificates are made of, and those that were made. */
@ApplicationScoped
class CertificateRepository {

    // By the requester, if one is given: a job that the caller may not see is not there.
    private static final String CONCLUDED =
            """
            SELECT r.seq, r.hash, r.details, c.jws
            FROM audit_record r LEFT JOIN deletion_certificate c ON c.account = r.account AND c.job_id = $2
            WHERE r.account = $1 AND r.subject = $3 AND r.action = 'bulk-job.concluded'
              AND ($4::text IS NULL OR r.details::jsonb ->> 'requester' = $4)
            ORDER BY r.seq LIMIT 1""";

    private static final String IS_THERE =
            """
            SELECT FROM bulk_job
            WHERE account = $1 AND id = $2 AND operation = 'delete-key-backups' AND ($3::text IS NULL OR created_by = $3)""";

    private static final String ADD =
            """
            INSERT INTO deletion_certificate (account, job_id, jws) VALUES ($1, $2, $3)
            ON CONFLICT (account, job_id) DO NOTHING""";

    private static final String GET = "SELECT jws FROM deletion_certificate WHERE account = $1 AND job_id = $2";

    private static final String LEAVES_AFTER =
            """
            SELECT o.slice_no, o.chunk_no, o.blobs_digest, o.ids
            FROM bulk_job j JOIN bulk_job_outcome o ON o.job_id = j.id
            WHERE j.account = $1 AND j.id = $2 AND j.completed_at IS NOT NULL AND o.blobs_digest IS NOT NULL
              AND (o.slice_no, o.chunk_no) > ($3, $4)
            ORDER BY o.slice_no, o.chunk_no LIMIT $5""";

    /** The record of a job's end, and the certificate if it was made. */
    record Concluded(long seq, String hash, String facts, Optional<String> jws) {}

    private final AccountDatabase database;

    CertificateRepository(AccountDatabase database) {
        this.database = database;
    }

    /** The end of a job, though it may be deleted since. */
    Uni<Optional<Concluded>> concluded(String account, UUID jobId, String subject, Optional<String> requester) {
        return database.execute(account, CONCLUDED, Tuple.of(account, jobId, subject, requester.orElse(null)))
                .map(rows -> Rows.first(rows)
                        .map(row -> new Concluded(
                                row.getLong("seq"),
                                HexFormat.of().formatHex(row.getBuffer("hash").getBytes()),
                                row.getString("details"),
                                Optional.ofNullable(row.getString("jws")))));
    }

    /** Whether there is such a job. */
    Uni<Boolean> jobIsThere(String account, UUID jobId, Optional<String> requester) {
        return database.execute(account, IS_THERE, Tuple.of(account, jobId, requester.orElse(null)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Keeps a certificate, unless somebody was first; gives the one that is kept. */
    Uni<String> keep(String account, UUID jobId, String jws) {
        return database.execute(account, ADD, Tuple.of(account, jobId, jws))
                .chain(() -> database.execute(account, GET, Tuple.of(account, jobId)))
                .map(rows -> Rows.only(rows).getString("jws"));
    }

    /** The next leaves of a job that has ended and is not deleted. */
    Uni<List<CertificateLeaf>> leavesAfter(String account, UUID jobId, int slice, int chunk, int most) {
        return database.execute(account, LEAVES_AFTER, Tuple.of(account, jobId, slice, chunk, most))
                .map(rows -> Rows.all(rows, CertificateRepository::leaf));
    }

    private static CertificateLeaf leaf(Row row) {
        return new CertificateLeaf(
                row.getInteger("slice_no"),
                row.getInteger("chunk_no"),
                HexFormat.of().formatHex(row.getBuffer("blobs_digest").getBytes()),
                Stream.of(row.getArrayOfUUIDs("ids")).map(UUID::toString).toList());
    }
}
