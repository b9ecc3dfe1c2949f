package io.keysweep.audit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.ApiDocument;
import io.keysweep.support.AzureConnections;
import io.keysweep.support.AzureVault;
import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Keys;
import io.keysweep.support.Schedules;
import io.keysweep.support.Seed;
import io.keysweep.support.SyncJobs;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every change leaves its record, in its own transaction; what fails or is rolled back leaves none. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class AuditRecordsTest {

    private static final String AZURE = "/api/v1/cckm/azure/";
    private static final Instant JANUARY = Instant.parse("2024-01-01T00:00:00Z");

    // What each operation that may change something leaves. A new one must be given its actions here, or NOTHING.
    private static final String NOTHING = "";
    private static final String ROTATIONS = "/api/v1/encryption/rotation-jobs";
    private static final Map<String, String> ACTIONS = new TreeMap<>(Map.ofEntries(
            Map.entry("logIn", "login.succeeded"),
            Map.entry("revokeRefreshToken", "session.ended"),
            Map.entry("createRotationJob", "key-rotation.accepted key-rotation.concluded"),
            Map.entry("cancelRotationJob", "key-rotation.cancelled"),
            Map.entry("createAzureConnection", "connection.created"),
            Map.entry("updateAzureConnection", "connection.changed"),
            Map.entry("testAzureConnection", "connection.changed"),
            Map.entry("deleteAzureConnection", "connection.deleted"),
            Map.entry("deleteConnection", "connection.deleted"),
            Map.entry("forceDeleteConnection", "connection.deleted"),
            Map.entry("testAzureConnectionParameters", NOTHING),
            Map.entry("getVaultsFromAzure", NOTHING),
            Map.entry("getManagedHsmsFromAzure", NOTHING),
            Map.entry("getSubscriptionsFromAzure", NOTHING),
            Map.entry("addVaults", "vault.created subscription.created"),
            Map.entry("updateVault", "vault.changed"),
            Map.entry("updateVaultAcls", "vault-acl.changed"),
            Map.entry("removeVault", "vault.deleted"),
            Map.entry("deleteSubscription", NOTHING),
            Map.entry(
                    "createKey",
                    "key-creation.requested key-creation.concluded key.created key-backup.created data-key.created"),
            Map.entry("uploadKey", "key-upload.requested key-upload.concluded key.created key-backup.created"),
            Map.entry("updateKey", "key-change.requested key-change.concluded key.changed"),
            Map.entry("softDeleteKey", "key-deletion.requested key-deletion.concluded key.changed"),
            Map.entry("recoverKey", "key-recovery.requested key-recovery.concluded key.changed"),
            Map.entry("hardDeleteKey", "key-purge.requested key-purge.concluded key.changed"),
            Map.entry("restoreKey", "key-restore.requested key-restore.concluded key.changed"),
            Map.entry("refreshKey", "key.changed"),
            Map.entry("deleteKeyBackups", "key-backup.deleted key.deleted"),
            Map.entry("createKeyBackup", "key-backup.created"),
            Map.entry("updateKeyBackup", "key-backup.changed"),
            Map.entry("deleteKeyBackup", "key-backup.deleted"),
            Map.entry("holdKeyBackup", "key-backup.held"),
            Map.entry("releaseKeyBackup", "key-backup.released"),
            Map.entry("enableBackupJob", "key.changed"),
            Map.entry("disableBackupJob", "key.changed"),
            Map.entry("createSynchronizationJob", "synchronization.accepted synchronization.concluded"),
            Map.entry("cancelSynchronizationJob", "synchronization.cancelled"),
            Map.entry("createJobConfig", "schedule.created"),
            Map.entry("changeJobConfig", "schedule.changed"),
            Map.entry("runJobConfigNow", "schedule-run.created"),
            Map.entry("deleteSchedulerJob", "schedule-run.deleted"),
            Map.entry("deleteJobConfig", "schedule.deleted"),
            Map.entry("createBulkJob", "bulk-job.accepted bulk-job.slice bulk-job.concluded"),
            Map.entry("cancelBulkJob", "bulk-job.cancelled"),
            Map.entry("deleteBulkJob", "bulk-job.deleted")));

    private final String account = Seed.account();

    private RequestSpecification admin() {
        return Callers.admin(account).contentType(ContentType.JSON);
    }

    private void intact() {
        Callers.admin(account)
                .get("/api/v1/audit/verify")
                .then()
                .statusCode(200)
                .body("intact", is(true));
    }

    private final AzureVault azure = AzureVault.number(1);
    private final Keys keys = new Keys(account);
    private final Set<String> done = new HashSet<>();

    // The call, and what it must leave that was not there before.
    private void step(String operation, Runnable call) {
        long before = records();
        call.run();
        done.add(operation);
        for (String action : ACTIONS.get(operation).split(" ")) {
            Eventually.within(Duration.ofSeconds(10), operation + " leaves " + action, () -> actionsAfter(before)
                    .contains(action));
        }
    }

    private long records() {
        return Seed.query(Long.class, "SELECT count(*) FROM audit_record WHERE account = ?", account)
                .get(0);
    }

    private List<String> actionsAfter(long seq) {
        return Seed.query(String.class, "SELECT action FROM audit_record WHERE account = ? AND seq > ?", account, seq);
    }

    private void send(String method, String path, Map<String, ?> body) {
        int status = admin().body(body).request(method, path).statusCode();
        assertThat(method + " " + path + " " + status, status / 100, is(2));
    }

    private void send(String method, String path) {
        int status =
                Callers.admin(account).noContentType().request(method, path).statusCode();
        assertThat(method + " " + path + " " + status, status / 100, is(2));
    }

    @Test
    void everyOperationLeavesItsRecord() {
        UUID vault = vaults();
        lifeOfAKey(vault);
        backups(vault);
        jobs(vault);
        schedules(vault);
        Set<String> changing = new HashSet<>(ACTIONS.keySet());
        changing.removeIf(operation -> ACTIONS.get(operation).isEmpty());
        // Not of an account that a test has to itself; below.
        changing.removeAll(Set.of("logIn", "revokeRefreshToken"));
        assertThat(done, equalTo(changing));
        intact();
    }

    @Test
    void everyOperationThatMayChangeSomethingIsInTheTable() {
        assertThat(
                ApiDocument.servedBy(URI.create("http://localhost:" + RestAssured.port)).operations().stream()
                        .filter(operation -> !operation.method().equals("GET"))
                        .map(operation -> operation.node().path("operationId").asText())
                        .collect(Collectors.toCollection(TreeSet::new)),
                equalTo(new TreeSet<>(ACTIONS.keySet())));
    }

    private UUID vaults() {
        String path = AzureConnections.PATH + "/";
        AtomicReference<String> connection = new AtomicReference<>();
        step("createAzureConnection", () -> connection.set(AzureConnections.create(account, "az")));
        step("updateAzureConnection", () -> send("PATCH", path + connection.get(), Map.of("description", "new")));
        step("testAzureConnection", () -> send("POST", path + connection.get() + "/test"));
        String all = "/api/v1/connectionmgmt/connections/";
        String two = AzureConnections.create(account, "two");
        step("deleteAzureConnection", () -> send("DELETE", path + two));
        String three = AzureConnections.create(account, "three");
        step("deleteConnection", () -> send("DELETE", all + three));
        String four = AzureConnections.create(account, "four");
        step("forceDeleteConnection", () -> send("POST", all + four + "/delete"));
        step("addVaults", this::addVault);
        UUID vault = Seed.query(UUID.class, "SELECT id FROM vault WHERE account = ?", account)
                .get(0);
        String at = AZURE + "vaults/" + vault;
        step("updateVault", () -> send("PATCH", at, Map.of("cloud_key_backup_limit", 50)));
        Map<String, ?> acl = Map.of("user_id", "local|ann", "permit", true, "actions", List.of("view"));
        step("updateVaultAcls", () -> send("POST", at + "/update-acls", Map.of("acls", List.of(acl))));
        return vault;
    }

    private void addVault() {
        Map<String, Object> ask = Map.of("connection", "az", "subscription_id", Seed.SUBSCRIPTION, "limit", 1000);
        Map<String, Object> found = admin().body(ask)
                .post(AZURE + "get-vaults")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("vaults.find { it.name == 'keyvault-dev-1' }");
        send(
                "POST",
                AZURE + "add-vaults",
                Map.of("connection", "az", "subscription_id", Seed.SUBSCRIPTION, "vaults", List.of(found)));
    }

    private void lifeOfAKey(UUID vault) {
        String name = "audited-" + UUID.randomUUID();
        AtomicReference<UUID> key = new AtomicReference<>();
        step("createKey", () -> key.set(keys.create(vault, name)));
        String at = Keys.path(key.get());
        step("updateKey", () -> send("PATCH", at, Map.of("tags", Map.of("a", "b"))));
        step("softDeleteKey", () -> send("POST", at + "/soft-delete"));
        step("recoverKey", () -> send("POST", at + "/recover"));
        azure.deleteKey(name);
        step("refreshKey", () -> send("POST", at + "/refresh"));
        step("hardDeleteKey", () -> send("POST", at + "/hard-delete"));
        step("restoreKey", () -> keys.restore(key.get(), Map.of()).statusCode(200));
        keys.purge(key.get());
        step("deleteKeyBackups", () -> send("POST", at + "/delete-backup"));
        step(
                "uploadKey",
                () -> send(
                        "POST",
                        AZURE + "upload-key",
                        Map.of("key_name", name + "-up", "key_vault", vault.toString(), "key_material", pem())));
    }

    private static String pem() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(pkcs8)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void backups(UUID vault) {
        UUID key = keys.create(vault, "backed-up-" + UUID.randomUUID());
        AtomicReference<UUID> backup = new AtomicReference<>();
        step("createKeyBackup", () -> backup.set(keys.backUp(key)));
        String at = Keys.path(key) + "/backups/" + backup.get();
        step("updateKeyBackup", () -> send("PATCH", at, Map.of("name", "first")));
        step("holdKeyBackup", () -> send("POST", at + "/hold", Map.of("reason", "case 17")));
        step("releaseKeyBackup", () -> send("DELETE", at + "/hold"));
        step("deleteKeyBackup", () -> send("DELETE", at));
    }

    private void jobs(UUID vault) {
        BulkJobs bulk = new BulkJobs(() -> Callers.admin(account));
        AtomicReference<String> job = new AtomicReference<>();
        step("createBulkJob", () -> job.set(bulk.run("vault_id", vault).getString("id")));
        step("cancelBulkJob", () -> bulk.cancel(job.get()).then().statusCode(200));
        step("deleteBulkJob", () -> send("DELETE", BulkJobs.PATH + "/" + job.get()));
        SyncJobs synchronizations = new SyncJobs(() -> Callers.admin(account));
        step(
                "createSynchronizationJob",
                () -> job.set(synchronizations.run(vault).getString("id")));
        step("cancelSynchronizationJob", () -> send("POST", SyncJobs.PATH + "/" + job.get() + "/cancel"));
        step("createRotationJob", () -> job.set(rotate()));
        step("cancelRotationJob", () -> send("POST", ROTATIONS + "/" + job.get() + "/cancel"));
    }

    private String rotate() {
        return admin().body(Map.of("level", "wrapping-key"))
                .post(ROTATIONS)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private void schedules(UUID vault) {
        Schedules schedules = new Schedules(() -> Callers.admin(account));
        AtomicReference<String> config = new AtomicReference<>();
        step("createJobConfig", () -> config.set(schedules.make(Schedules.hourly("cckm_key_backup", Map.of()))));
        step("changeJobConfig", () -> schedules
                .change(config.get(), Map.of("description", "new"))
                .then()
                .statusCode(200));
        UUID key = keys.create(vault, "scheduled-" + UUID.randomUUID());
        Map<String, String> takes = Map.of("backup_job_config_id", config.get());
        step("enableBackupJob", () -> send("POST", Keys.path(key) + "/enable-backup-job", takes));
        step("disableBackupJob", () -> send("POST", Keys.path(key) + "/disable-backup-job"));
        AtomicReference<String> run = new AtomicReference<>();
        step("runJobConfigNow", () -> run.set(schedules.runNow(config.get()).getString("id")));
        schedules.awaitEnd(run.get());
        step("deleteSchedulerJob", () -> send("DELETE", Schedules.JOBS + "/" + run.get()));
        step("deleteJobConfig", () -> send("DELETE", Schedules.CONFIGS + "/" + config.get()));
        UUID empty = Seed.vault(account, "empty");
        step("removeVault", () -> send("POST", AZURE + "vaults/" + empty + "/remove-vault"));
    }

    @Test
    void loginsAreOnRecordWhetherTheySucceedOrNot() {
        long before = Seed.query(Long.class, "SELECT count(*) FROM audit_record WHERE account = 'kylo'")
                .get(0);
        String refreshToken =
                logIn("admin", TestEnvironment.ADMIN_PASSWORD, 200).path("refresh_token");
        logIn("admin", "wrong", 401);
        RestAssured.given()
                .contentType(ContentType.JSON)
                .body(Map.of("refresh_token", refreshToken))
                .post("/api/v1/auth/revoke")
                .then()
                .statusCode(204);
        logIn("nobody-" + account, "wrong", 401);
        List<String> left = Seed.query(
                String.class,
                "SELECT action || ' ' || outcome || ' ' || (details::jsonb ->> 'username' IS NOT NULL)"
                        + " FROM audit_record WHERE account = 'kylo' AND action ~ '^(login|session)' AND seq > ? ORDER BY seq",
                before);
        assertThat(
                left,
                hasItems(
                        "login.succeeded success true",
                        "session.ended success true",
                        "login.failed failure true",
                        "login.failed failure false"));
        assertThat(
                Seed.query(
                        String.class,
                        "SELECT details FROM audit_record WHERE details LIKE ?",
                        "%nobody-" + account + "%"),
                empty());
    }

    @Test
    void loginsSayWhoFromWhereAndByWhichRequest() {
        ExtractableResponse<Response> begun = logIn("admin", TestEnvironment.ADMIN_PASSWORD, 200);
        ExtractableResponse<Response> refused = logIn("admin", "wrong", 401);
        ExtractableResponse<Response> unknown = logIn("nobody-" + account, "wrong", 401);
        ExtractableResponse<Response> ended = auth("revoke", Map.of("refresh_token", begun.path("refresh_token")), 204);

        String admin = Seed.query(String.class, "SELECT 'local|' || id FROM local_user WHERE username = 'admin'")
                .get(0);
        assertThat(origins(begun), equalTo(List.of("login.succeeded " + admin + " 127.0.0.1")));
        assertThat(origins(refused), equalTo(List.of("login.failed anonymous 127.0.0.1")));
        assertThat(origins(unknown), equalTo(List.of("login.failed anonymous 127.0.0.1")));
        assertThat(origins(ended), equalTo(List.of("session.ended " + admin + " 127.0.0.1")));
    }

    @Test
    void whoComesWithARenewedTokenIsNotTakenForItsUser() {
        String first = logIn("admin", TestEnvironment.ADMIN_PASSWORD, 200).path("refresh_token");
        Map<String, ?> renewal =
                Map.of("grant_type", "refresh_token", "refresh_token", first, "renew_refresh_token", true);
        auth("tokens", renewal, 200);

        assertThat(origins(auth("tokens", renewal, 401)), equalTo(List.of("session.ended anonymous 127.0.0.1")));
    }

    private static List<String> origins(ExtractableResponse<Response> answer) {
        return Seed.query(
                String.class,
                "SELECT action || ' ' || actor || ' ' || address FROM audit_record WHERE request = ? ORDER BY seq",
                answer.header("X-Request-ID"));
    }

    private static ExtractableResponse<Response> auth(String call, Map<String, ?> body, int status) {
        return RestAssured.given()
                .contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/auth/" + call)
                .then()
                .statusCode(status)
                .extract();
    }

    private static ExtractableResponse<Response> logIn(String user, String password, int status) {
        return RestAssured.given()
                .contentType(ContentType.JSON)
                .body(Map.of("username", user, "password", password))
                .post("/api/v1/auth/tokens")
                .then()
                .statusCode(status)
                .extract();
    }

    @Test
    void aRefusedChangeLeavesNoRecord() {
        UUID vault = Seed.vault(account, "payments");
        UUID key = Seed.key(vault, "signing");
        UUID backup = Seed.backups(key, 1, JANUARY, JANUARY.plusSeconds(1), 20).get(0);
        admin().body(Map.of("reason", "case 17"))
                .post(Keys.path(key) + "/backups/" + backup + "/hold")
                .then()
                .statusCode(200);
        long before = records();
        Callers.admin(account)
                .delete(Keys.path(key) + "/backups/" + backup)
                .then()
                .statusCode(409);
        Callers.admin(account)
                .delete(Keys.path(key) + "/backups/" + UUID.randomUUID())
                .then()
                .statusCode(404);
        admin().body(Map.of("cloud_key_backup_limit", -5))
                .patch(AZURE + "vaults/" + vault)
                .then()
                .statusCode(400);
        admin().body(Map.of()).post(BulkJobs.PATH).then().statusCode(400);
        assertThat(actionsAfter(before), empty());
    }

    @Test
    void theRecordsOfAHoldTellWhy() {
        UUID key = Seed.key(Seed.vault(account, "payments"), "signing");
        UUID backup = Seed.backups(key, 1, JANUARY, JANUARY.plusSeconds(1), 20).get(0);
        String hold = Keys.path(key) + "/backups/" + backup + "/hold";
        admin().body(Map.of("reason", "case 17")).post(hold).then().statusCode(200);
        admin().body(Map.of("reason", "case 18")).post(hold).then().statusCode(200);
        Callers.admin(account).delete(hold).then().statusCode(204);

        assertThat(
                Seed.query(
                        String.class,
                        "SELECT action || ': ' || (details::jsonb ->> 'reason')"
                                + " || coalesce(' after ' || (details::jsonb ->> 'reason_before'), '')"
                                + " FROM audit_record WHERE account = ? AND action IN ('key-backup.held', 'key-backup.released') ORDER BY seq",
                        account),
                is(List.of(
                        "key-backup.held: case 17",
                        "key-backup.held: case 18 after case 17",
                        "key-backup.released: case 18")));
    }

    // The record is written at the commit, after the statement itself has succeeded.
    @Test
    void whatCannotBeRecordedIsNotDone() {
        UUID key = Seed.key(Seed.vault(account, "payments"), "signing");
        UUID backup = Seed.backups(key, 1, JANUARY, JANUARY.plusSeconds(1), 20).get(0);
        String function = "refuse_" + account.replace('-', '_');
        Seed.update("CREATE FUNCTION " + function + "() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN RAISE EXCEPTION ''no record today''; END'");
        Seed.update("CREATE TRIGGER " + function + " BEFORE INSERT ON audit_record FOR EACH ROW WHEN (NEW.account = '"
                + account + "') EXECUTE FUNCTION " + function + "()");
        try {
            Callers.admin(account)
                    .delete(Keys.path(key) + "/backups/" + backup)
                    .then()
                    .statusCode(500);
        } finally {
            Seed.update("DROP TRIGGER " + function + " ON audit_record");
        }
        assertThat(Seed.query(UUID.class, "SELECT id FROM key_backup WHERE id = ?", backup), hasItem(backup));
        Callers.admin(account)
                .delete(Keys.path(key) + "/backups/" + backup)
                .then()
                .statusCode(204);
        intact();
    }

    @Test
    void whatIsRolledBackLeavesNoRecord() throws SQLException {
        UUID vault = Seed.vault(account, "payments");
        long before = records();
        try (Connection connection = Seed.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("UPDATE vault SET labels = '{\"a\":\"b\"}' WHERE id = '" + vault + "'");
            statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
            connection.rollback();
        }
        assertThat(actionsAfter(before), empty());
        intact();
    }

    @Test
    void saysWhoFromWhereByWhichRequest() throws SQLException {
        UUID vault = Seed.vault(account, "payments");
        try (Connection connection = Seed.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    "SELECT set_config('keysweep.actor', 'local|ann', true),"
                            + " set_config('keysweep.address', '192.0.2.17', true), set_config('keysweep.request', 'r-1', true)");
            statement.executeUpdate("UPDATE vault SET labels = '{\"a\":\"b\"}' WHERE id = '" + vault + "'");
            connection.commit();
        }
        Callers.admin(account)
                .queryParam("action", "vault.changed")
                .get("/api/v1/audit/records")
                .then()
                .statusCode(200)
                .body("total", is(1))
                .body("resources[0].actor", equalTo("local|ann"))
                .body("resources[0].address", equalTo("192.0.2.17"))
                .body("resources[0].request_id", equalTo("r-1"))
                .body("resources[0].resource", equalTo("kylo:" + account + ":cckm:azure-vault:" + vault));
    }

    @Test
    void secretsAreInNoRecord() {
        String secret = "s3cr3t-" + UUID.randomUUID();
        send("POST", AzureConnections.PATH, AzureConnections.body("az", secret));
        assertThat(actionsAfter(0), hasItem("connection.created"));
        assertThat(
                Seed.query(
                        String.class,
                        "SELECT action FROM audit_record WHERE account = ? AND details ~ 's3cr3t|sealed|wrapped_key'",
                        account),
                empty());
    }

    @Test
    void listsByEachFilterAndSorts() {
        UUID vault = Seed.vault(account, "payments");
        Seed.grantUser(vault, "local|ann", "view");
        String records = "/api/v1/audit/records";
        for (String query : List.of(
                "action=vault.created",
                "action=vault.created&action=nothing",
                "resource=kylo:" + account + ":cckm:azure-vault:" + vault + "&action=vault-acl.changed",
                "sort=createdAt&limit=1",
                "created_after=2020-01-01T00:00:00Z&action=vault.created",
                "actor=database:postgres&outcome=success&action=vault.created")) {
            Callers.admin(account)
                    .get(records + "?" + query)
                    .then()
                    .statusCode(200)
                    .body("resources.size()", is(1));
        }
        for (String query :
                List.of("actor=x", "outcome=failure", "request_id=x", "created_before=2020-01-01T00:00:00Z")) {
            Callers.admin(account)
                    .get(records + "?" + query)
                    .then()
                    .statusCode(200)
                    .body("total", is(0));
        }
        for (String query : List.of("sort=x", "limit=0", "created_after=x", "action=%00")) {
            Callers.admin(account)
                    .urlEncodingEnabled(false)
                    .get(records + "?" + query)
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void manyAtOnceMakeOneChain() {
        UUID[] vaults = IntStream.range(0, 8)
                .mapToObj(i -> Seed.vault(account, "vault-" + i))
                .toArray(UUID[]::new);
        long before = records();
        CompletableFuture.allOf(IntStream.range(0, 8)
                        .mapToObj(i -> CompletableFuture.runAsync(() -> change(vaults[i])))
                        .toArray(CompletableFuture[]::new))
                .join();
        assertThat(records(), is(before + 8 * 25));
        intact();
    }

    private static void change(UUID vault) {
        for (int i = 0; i < 25; i++) {
            Seed.update("UPDATE vault SET cloud_key_backup_limit = ? WHERE id = ?", i + 1, vault);
        }
    }
}
