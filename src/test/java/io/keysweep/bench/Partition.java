package io.keysweep.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Figure 11, in SQL alone: would it pay to drop a partition that a selection covers? The outcome still has to name each id, so
 * the ids are read and recorded in chunks as a job records them.
 */
final class Partition {

    private static final double LEAST = 50;

    private static final List<String> PARTITIONED = List.of(
            "CREATE TABLE parted (LIKE key_backup INCLUDING STORAGE) PARTITION BY LIST (vault_id)",
            "CREATE TABLE part PARTITION OF parted FOR VALUES IN ('%s') WITH (toast_tuple_target = 8160)",
            "INSERT INTO parted SELECT * FROM key_backup WHERE vault_id = '%s' ORDER BY created_at, id",
            "ALTER TABLE parted ADD PRIMARY KEY (vault_id, id)",
            "CREATE INDEX part_time ON parted (vault_id, created_at, id)",
            "CREATE TABLE outcome (chunk_no bigint PRIMARY KEY, item_count integer, ids uuid[], digest bytea)",
            "VACUUM (ANALYZE) parted");

    private static final String NAME_EACH =
            """
            INSERT INTO outcome
            SELECT chunk_no, count(*), array_agg(id ORDER BY id), sha256(string_agg(uuid_send(id), ''::bytea ORDER BY id))
            FROM (SELECT id, (row_number() OVER (ORDER BY created_at, id) - 1) / 1000 AS chunk_no
                  FROM part WHERE vault_id = ?) numbered
            GROUP BY chunk_no""";

    private final Bench bench;

    Partition(Bench bench) {
        this.bench = bench;
    }

    void run() throws SQLException {
        try (Database copy = bench.wideCopy()) {
            for (String statement : PARTITIONED) {
                copy.update(statement.formatted(bench.vault(Bench.BIG)));
            }
            Run rows = bench.plain("DELETE", copy, bench.bigRows(), BulkDeletion.PLAIN, bench.vault(Bench.BIG));
            copy.checkpoint();
            Run dropped = bench.measured("drop, each id named", copy, List.of(), bench.bigRows(), () -> drop(copy));
            bench.report()
                    .add(Line.atLeast(
                            11,
                            "rows/s, partition dropped and each id named ÷ DELETE (SQL alone)",
                            dropped.rowsASecond() / rows.rowsASecond(),
                            "",
                            LEAST,
                            "naming took %.2f s, the drop %.3f s, DELETE %.2f s"
                                    .formatted(naming, dropping, rows.seconds())));
        }
    }

    private double naming;
    private double dropping;

    private double drop(Database copy) {
        try (Connection connection = copy.connect()) {
            long started = System.nanoTime();
            connection.setAutoCommit(false);
            Database.update(connection, NAME_EACH, bench.vault(Bench.BIG));
            long named = System.nanoTime();
            Database.update(connection, "ALTER TABLE parted DETACH PARTITION part");
            Database.update(connection, "DROP TABLE part");
            connection.commit();
            naming = (named - started) / 1e9;
            dropping = (System.nanoTime() - named) / 1e9;
            return naming + dropping;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
