package io.keysweep.bench;

import io.keysweep.bench.Vaults.Spec;
import io.keysweep.dev.DevKeyFile;
import io.keysweep.support.TestIssuer;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What figures share: the server, the data, and how a deletion is measured. */
final class Bench implements AutoCloseable {

    static final String ACCOUNT = "bench";
    static final String OTHER_ACCOUNT = "other";

    static final String BIG = "big";
    static final String WARM_UP = "warm-up";
    static final String PEER = "peer";
    static final String PEER_OURS = "peer-ours";
    static final String BYSTANDER = "bystander";

    private static final int WIDE_BLOB = 2_560;
    private static final int WARM_UP_ROWS = 3_000;

    // Over ids that nobody has, named ones, so that they take rows from nobody. A service that has run for a while is
    // compiled, and a native one always is.
    private static final int WARM_UP_JOBS = 40;
    private static final int WARM_UP_IDS = 500;

    // A few rows only: dead ones would cost whoever reads the whole table.
    private static final String WARM =
            "DELETE FROM key_backup WHERE id IN (SELECT id FROM key_backup WHERE vault_id = ? LIMIT 10)";

    private final BenchServer server = BenchServer.start();
    private final double scale = Double.parseDouble(System.getProperty("bench.scale", "1"));
    private final int repeats = Integer.parseInt(System.getProperty("bench.repeats", "5"));
    private final Set<String> only = new HashSet<>(Arrays.asList(
            System.getProperty("bench.only", "1,2,3,4,5,6,7,8,9,10,11,12").split(",", -1)));

    private final Map<String, UUID> vaults = new HashMap<>();
    private final Map<String, Instant> warmedUpTo = new HashMap<>();
    private final Report report;
    private Database wide;
    private Map<String, UUID> wideVaults;

    Bench(Map<String, Object> machine) {
        Map<String, String> security = new HashMap<>(TestIssuer.start());
        security.putAll(DevKeyFile.settings());
        security.put("keysweep.encryption.lost-keys", "bench");
        Replica.secure(security);
        Map<String, Object> circumstances = new HashMap<>(machine);
        circumstances.put("server", new HashMap<String, Object>(server.effectiveSettings()));
        circumstances.put("scale", scale);
        circumstances.put("repeats", repeats);
        circumstances.put("serviceOptions", Replica.JVM_OPTIONS.toString());
        report = new Report(circumstances);
        Report.log(circumstances.toString());
    }

    boolean wants(int figure) {
        return only.contains(Integer.toString(figure));
    }

    int repeats() {
        return repeats;
    }

    Report report() {
        return report;
    }

    /** So many at scale 1; never fewer than the least. */
    long scaled(long rows, long least) {
        return Math.max(least, Math.round(rows * scale));
    }

    /** Rows of the vault {@link #BIG} in the wide data. */
    long bigRows() {
        return scaled(1_000_000, 20_000);
    }

    long peerRows() {
        return scaled(100_000, 2_000);
    }

    UUID vault(String name) {
        return vaults.get(name);
    }

    /** A selection of one of so many equal parts of the big vault, which follow each other in time. */
    JsonObject part(int part, int of) {
        return new JsonObject()
                .put("vault_id", vault(BIG).toString())
                .put("created_after", beforeRow(part * (bigRows() / of)).toString())
                .put("created_before", beforeRow((part + 1) * (bigRows() / of)).toString());
    }

    private static Instant beforeRow(long row) {
        return Vaults.FIRST.plus(Vaults.APART.multipliedBy(row)).minusSeconds(1);
    }

    /** A copy of the data with blobs of 2.5 KB. */
    Database wideCopy() {
        if (wide == null) {
            wide = seeded(
                    "wide",
                    List.of(
                            new Spec(ACCOUNT, BIG, bigRows(), 100, WIDE_BLOB),
                            new Spec(ACCOUNT, WARM_UP, 10_000, 10, WIDE_BLOB),
                            new Spec(ACCOUNT, PEER, peerRows(), 10, WIDE_BLOB),
                            new Spec(ACCOUNT, PEER_OURS, peerRows(), 10, WIDE_BLOB),
                            new Spec(OTHER_ACCOUNT, BYSTANDER, 5_000, 50, WIDE_BLOB)));
            wideVaults = new HashMap<>(vaults);
        }
        // Another database may have been seeded since, with a vault to warm up on of its own.
        vaults.putAll(wideVaults);
        return server.copy(wide);
    }

    /** A database of its own with these vaults. */
    Database seeded(String name, List<Spec> specs) {
        long started = System.nanoTime();
        Database database = server.create(name);
        try {
            Replica.start(database, Map.of()).close(); // makes the schema
            vaults.putAll(Vaults.seed(database, specs));
        } catch (RuntimeException | Error e) {
            database.close(); // the next figure may have better luck
            throw e;
        }
        Report.log("seeded %s: %,d rows in %.0f s"
                .formatted(name, specs.stream().mapToLong(Spec::rows).sum(), (System.nanoTime() - started) / 1e9));
        return database;
    }

    /** One plain statement on a connection that has just run the same on other rows. */
    Run plain(String what, Database database, long rows, String sql, Object... values) {
        try (Connection connection = database.connect()) {
            Database.update(connection, WARM, vault(WARM_UP));
            database.checkpoint();
            return measured(what, database, List.of(), rows, () -> timed(connection, rows, sql, values));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double timed(Connection connection, long rows, String sql, Object... values) {
        try {
            long started = System.nanoTime();
            long deleted = Database.update(connection, sql, values);
            double seconds = (System.nanoTime() - started) / 1e9;
            if (deleted != rows) {
                throw new AssertionError(deleted + " rows deleted, not " + rows);
            }
            return seconds;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A job on replicas that have just run one on other rows; from acceptance to the final state, by the database's clock. */
    Run job(String what, Database database, List<Replica> replicas, long rows, JsonObject selection) {
        Replica first = replicas.get(0);
        database.checkpoint();
        return measured(what, database, replicas, rows, () -> {
            String id = first.startJob(first.jobRequest(ACCOUNT, selection));
            JsonObject job = first.awaitEnd(ACCOUNT, id);
            if (job.getJsonObject("counts").getLong("succeeded") != rows) {
                throw new AssertionError("not " + rows + " rows: " + job.getJsonObject("counts"));
            }
            return jobSeconds(database, id);
        });
    }

    static double jobSeconds(Database database, String id) {
        return database.seconds(
                "SELECT extract(epoch FROM completed_at - created_at)::float8 FROM bulk_job WHERE id = ?::uuid", id);
    }

    /** Lets new processes compile and connect what a job needs: each accepts a job of its own, on rows not used so far. */
    void warmUp(Database database, List<Replica> replicas) {
        for (Replica replica : replicas) {
            Instant before = warmedUpTo
                    .getOrDefault(database.name(), Vaults.FIRST)
                    .plus(Vaults.APART.multipliedBy(WARM_UP_ROWS));
            warmedUpTo.put(database.name(), before);
            JsonObject selection = new JsonObject()
                    .put("vault_id", vault(WARM_UP).toString())
                    .put("created_before", before.toString());
            replica.awaitEnd(ACCOUNT, replica.startJob(replica.jobRequest(ACCOUNT, selection)));
            for (int job = 0; job < WARM_UP_JOBS; job++) {
                replica.awaitEnd(ACCOUNT, replica.startJob(ACCOUNT, "backups", idsOfNobody()));
            }
        }
    }

    private static List<UUID> idsOfNobody() {
        return Stream.generate(UUID::randomUUID).limit(WARM_UP_IDS).toList();
    }

    void warmUp(Database database, Replica replica) {
        warmUp(database, List.of(replica));
    }

    Run measured(String what, Database database, List<Replica> replicas, long rows, Supplier<Double> deletion) {
        long wal = database.walPosition();
        double serverCpu = server.cpuSeconds();
        double serviceCpu = cpu(replicas);
        double seconds = deletion.get();
        Run run = new Run(
                what,
                rows,
                seconds,
                server.cpuSeconds() - serverCpu,
                cpu(replicas) - serviceCpu,
                database.walPosition() - wal);
        report.add(run);
        return run;
    }

    private static double cpu(List<Replica> replicas) {
        return replicas.stream().mapToDouble(Replica::cpuSeconds).sum();
    }

    /** Starts several replicas with the same settings. */
    List<Replica> replicas(Database database, int count, Map<String, String> settings) {
        List<Replica> replicas = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            replicas.add(Replica.start(database, settings));
        }
        return replicas;
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
