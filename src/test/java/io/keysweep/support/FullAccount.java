package io.keysweep.support;

import io.keysweep.auth.Caller;
import io.keysweep.dev.keyvault.LocalLogin;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** An account with one of everything, an administrator of it, and a digest of all that the database has of it. */
public final class FullAccount {

    private static final AzureVault AZURE = AzureVault.number(2);
    // How digests begin while jobs of the account go on.
    private static final String BUSY = "t";
    // What came of the last login is not the caller's doing.
    private static final String OBSERVED =
            "'{last_connection_ok,last_connection_error,last_connection_at,updated_at}'::text[]";
    private static final Duration STILL = Duration.ofMillis(120);
    private static final Duration DEADLINE = Duration.ofSeconds(120);
    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");

    // Reading what tables there are takes longer than the digest.
    private static final AtomicReference<String> DIGEST_OF_ALL_TABLES = new AtomicReference<>();

    private final String account = Seed.account();
    private final Connection database;
    private final String digest;
    private final Map<String, String> known;
    private final Map<String, Thing> things = new LinkedHashMap<>();
    private int made;

    /** An object by which requests get further; it is made anew when it is gone. */
    private record Thing(String table, List<String> names, Supplier<String> maker) {}

    /** In this database. What is known of the objects goes into the map. */
    public FullAccount(Connection database, Map<String, String> known) throws SQLException {
        this.database = database;
        this.digest = DIGEST_OF_ALL_TABLES.updateAndGet(read -> read == null ? digestOfAllTables() : read);
        this.known = known;
        AZURE.empty();
        things.put(
                "vault",
                new Thing("vault", List.of("vaults/", "vault_id", "key_vault", "key_vaults", "id"), this::vault));
        things.put("key", new Thing("azure_key", List.of("keys/", "key_id", "keys"), this::key));
        things.put("backup", new Thing("key_backup", List.of("backup_id", "backups"), this::backup));
        things.put("connection", new Thing("connection", List.of("connections/"), this::connection));
        things.put("subscription", new Thing("subscription", List.of("subscriptions/"), this::subscription));
        things.put("bulk job", new Thing("bulk_job", List.of("bulkjobs/"), this::bulkJob));
        things.put("sync", new Thing("bulk_job", List.of("synchronization-jobs/"), this::synchronization));
        things.put("config", new Thing("job_config", List.of("job-configs/", "job_config_id"), this::config));
        things.put("rotation", new Thing("bulk_job", List.of("rotation-jobs/"), this::rotation));
        things.put("run", new Thing("job_run", List.of("jobs/"), this::run));
        known.clear();
        known.put("subscription_id", Seed.SUBSCRIPTION);
        known.put("tenant_id", AzureConnections.TENANT);
        known.put("client_secret", LocalLogin.SECRET);
        complete();
    }

    /** Its name. */
    public String account() {
        return account;
    }

    /** Its administrator's token. */
    public String token() {
        return TestIssuer.sign(TestIssuer.claims(account, "local|admin", List.of(Caller.ADMIN)));
    }

    /** Makes whatever is gone; again, if what it belongs to goes meanwhile by the hand of a job that was set going earlier. */
    public void complete() {
        Eventually.within(
                DEADLINE, "all things are there", () -> things.values().stream().allMatch(this::there));
    }

    private boolean there(Thing thing) {
        String id = known.get(thing.names().get(0));
        String sql = "SELECT id FROM " + thing.table() + " WHERE id = ?::uuid AND account = ?";
        if (id == null || Seed.query(UUID.class, sql, id, account).isEmpty()) {
            Optional<String> made = Optional.ofNullable(thing.maker().get());
            made.ifPresent(it -> thing.names().forEach(name -> known.put(name, it)));
            return made.isPresent();
        }
        return true;
    }

    /** Ends what it does by itself. */
    public void leave() {
        // What goes with them is recorded in the name of the tables' owner, whom row-level security asks for the
        // account.
        Seed.update(
                "WITH a AS (SELECT set_config('keysweep.account', ?, true) AS account)"
                        + " DELETE FROM job_config c USING a WHERE c.account = a.account",
                account);
    }

    private RequestSpecification admin() {
        return Callers.admin(account);
    }

    private String name() {
        return account.substring(5) + "-" + made++;
    }

    private String vault() {
        return AZURE.register(account, name()).toString();
    }

    private String key() {
        String name = name();
        AZURE.createKey(name);
        return Seed.key(UUID.fromString(known.get("vaults/")), name).toString();
    }

    // None, if its key or data key goes at this moment.
    private String backup() {
        Seed.dataKey(UUID.fromString(known.get("vaults/")));
        UUID key = UUID.fromString(known.get("keys/"));
        List<UUID> backups = Seed.backups(key, 5, FROM, FROM.plusSeconds(60), 100);
        return backups.isEmpty() ? null : backups.get(1).toString();
    }

    private String connection() {
        String name = name();
        known.put("connection", name);
        return AzureConnections.create(account, name);
    }

    private String subscription() {
        String id = UUID.randomUUID().toString();
        Seed.update(
                "INSERT INTO subscription (id, account, subscription_id, display_name) VALUES (?::uuid, ?, ?, 'fuzz')",
                id,
                account,
                UUID.randomUUID().toString());
        return id;
    }

    private String bulkJob() {
        return new BulkJobs(this::admin).start("backups", List.of(UUID.randomUUID()));
    }

    private String synchronization() {
        return new SyncJobs(this::admin).start(UUID.fromString(known.get("vaults/")));
    }

    private String config() {
        Map<String, String> parameters = Map.of("vault_id", known.get("vaults/"), "older_than", "P900Y");
        Map<String, Object> body = new HashMap<>(Schedules.hourly("cckm_delete_key_backups", parameters));
        body.put("run_at", "0 0 1 1 *");
        return new Schedules(this::admin).make(body);
    }

    private String rotation() {
        return admin().contentType(ContentType.JSON)
                .body(Map.of("level", "wrapping-key"))
                .post("/api/v1/encryption/rotation-jobs")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private String run() {
        return admin().contentType(ContentType.JSON)
                .post(Schedules.CONFIGS + "/" + known.get("job-configs/") + "/run-now")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** A digest of every row of the account, wherever it is; records of what was tried are no state. */
    public String digest() {
        try (PreparedStatement statement = database.prepareStatement(digest)) {
            statement.setString(1, account);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getString(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether jobs went on as the digest was taken, which it does not outlive. */
    public static boolean busy(String digest) {
        return digest.startsWith(BUSY);
    }

    /** The digest once nothing changes by itself any more. */
    public String settled() {
        Stillness stillness = new Stillness();
        Eventually.within(DEADLINE, "jobs have ended and nothing changes", () -> stillness.lasts(digest()));
        return stillness.digest;
    }

    private static final class Stillness {
        private String digest = "";
        private long since;

        private boolean lasts(String now) {
            if (busy(now) || !now.equals(digest)) {
                digest = now;
                since = System.nanoTime();
            }
            return System.nanoTime() - since >= STILL.toNanos();
        }
    }

    private static String digestOfAllTables() {
        List<String> tables = Seed.query(
                String.class,
                "SELECT table_name::text FROM information_schema.columns JOIN information_schema.tables"
                        + " USING (table_schema, table_name) WHERE table_schema = 'public' AND column_name = 'account'"
                        + " AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'audit%'");
        String rows = tables.stream()
                .map(table -> "SELECT md5((to_jsonb(t) - " + OBSERVED + ")::text) AS r FROM " + table
                        + " t, a WHERE t.account = a.account")
                .collect(Collectors.joining(" UNION ALL "));
        return "WITH a AS (SELECT ?::text AS account) SELECT EXISTS (SELECT FROM bulk_job j, a WHERE j.account = a.account"
                + " AND j.state NOT IN ('completed', 'failed'))::text || md5(coalesce(string_agg(r, '' ORDER BY r), '')) FROM ("
                + rows
                + " UNION ALL SELECT md5(l::text) FROM vault_acl l JOIN vault v ON v.id = l.vault_id, a"
                + " WHERE v.account = a.account) x";
    }
}
