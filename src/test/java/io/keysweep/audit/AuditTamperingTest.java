package io.keysweep.audit;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to the records behind the service's back is found, and the first of them named. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class AuditTamperingTest {

    private static final String VERIFY = "/api/v1/audit/verify";

    // What each column is changed into; all columns, so that a new one must be added here and to the hash.
    private static final Map<String, String> CHANGES = Map.ofEntries(
            Map.entry("account", "account || 'x'"),
            Map.entry("seq", "1000"),
            Map.entry("at", "at + interval '1 microsecond'"),
            Map.entry("actor", "'somebody else'"),
            Map.entry("address", "'192.0.2.1'"),
            Map.entry("request", "'other'"),
            Map.entry("action", "'vault.deleted'"),
            Map.entry("subject", "subject || '0'"),
            Map.entry("outcome", "CASE outcome WHEN 'success' THEN 'failure' ELSE 'success' END"),
            Map.entry("details", "details || ' '"),
            Map.entry("prev_hash", "sha256(prev_hash)"),
            Map.entry("hash", "sha256(hash)"));

    private final String account = Seed.account();

    @BeforeEach
    void sixRecords() {
        for (int i = 0; i < 3; i++) {
            Seed.vault(account, "vault-" + i);
        }
    }

    static List<String> columns() {
        return Seed.query(
                String.class,
                "SELECT attname::text FROM pg_attribute WHERE attrelid = 'audit_record'::regclass AND attnum > 0"
                        + " AND NOT attisdropped");
    }

    private ValidatableResponse verify() {
        return Callers.admin(account).get(VERIFY).then().statusCode(200);
    }

    // As somebody who owns the database can.
    private static void tamper(String sql) {
        assertTrue(Seed.forge(sql) > 0, sql);
    }

    private String of(long seq) {
        return " WHERE account = '" + account + "' AND seq = " + seq;
    }

    @Test
    void anUntouchedChainIsIntact() {
        verify().body("intact", is(true)).body("records", is(6)).body("checkpoint.seq", is(6));
    }

    @Test
    void anAccountWithoutRecordsIsIntact() {
        Callers.admin(Seed.account())
                .get(VERIFY)
                .then()
                .statusCode(200)
                .body("intact", is(true))
                .body("records", is(0));
    }

    @ParameterizedTest
    @MethodSource("columns")
    void aChangeOfAnyColumnIsFound(String column) {
        tamper("UPDATE audit_record SET " + column + " = " + CHANGES.get(column) + of(3));
        verify().body("intact", is(false)).body("broken.seq", is(3));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 5})
    void aMissingRecordIsFound(long seq) {
        tamper("DELETE FROM audit_record" + of(seq));
        verify().body("intact", is(false)).body("broken.seq", is((int) seq));
    }

    @Test
    void recordsThatAreSwappedAreFound() {
        tamper("UPDATE audit_record SET seq = 1003" + of(3));
        tamper("UPDATE audit_record SET seq = 3" + of(4));
        tamper("UPDATE audit_record SET seq = 4" + of(1003));
        verify().body("intact", is(false)).body("broken.seq", is(3));
    }

    @Test
    void aRecordPutInBetweenIsFound() {
        tamper("UPDATE audit_record SET seq = seq + 1000 WHERE seq > 3 AND account = '" + account + "'");
        tamper("UPDATE audit_record SET seq = seq - 999 WHERE seq > 3 AND account = '" + account + "'");
        tamper(
                "INSERT INTO audit_record SELECT account, 4, at, actor, address, request, action, subject, outcome, details,"
                        + " hash, sha256(hash) FROM audit_record" + of(3));
        verify().body("intact", is(false)).body("broken.seq", is(4));
    }

    @Test
    void aRecordThatIsChangedTogetherWithItsHashIsFoundByTheNext() {
        tamper("UPDATE audit_record SET actor = 'nobody'" + of(3));
        tamper(rehash(3));
        verify().body("intact", is(false)).body("broken.seq", is(4)).body("broken.problem", containsString("replaced"));
    }

    // The database's own function, and by it alone, so that it is known to do what the service does.
    private String rehash(long seq) {
        return "UPDATE audit_record SET hash = sha256('\\x01'::bytea || prev_hash || int8send(seq)"
                + " || int8send((extract(epoch FROM at) * 1000000)::bigint) || audit_field(account) || audit_field(actor)"
                + " || audit_field(address) || audit_field(request) || audit_field(action) || audit_field(subject)"
                + " || audit_field(outcome) || audit_field(details))" + of(seq);
    }

    @Test
    void aChainCutOffAtItsEndIsFoundByTheLastCheckpoint() {
        verify().body("intact", is(true));
        tamper("DELETE FROM audit_record WHERE account = '" + account + "' AND seq > 4");
        verify().body("intact", is(false))
                .body("broken.seq", is(5))
                .body("broken.problem", containsString("at the end"));
    }

    @Test
    void aChainWrittenAnewIsFoundByACheckpointThatTheCallerKept() {
        JsonPath kept = verify().extract().jsonPath();
        tamper("DELETE FROM audit_checkpoint WHERE account = '" + account + "'");
        tamper("UPDATE audit_record SET actor = 'nobody'" + of(6));
        tamper(rehash(6));
        verify().body("intact", is(true));
        Callers.admin(account)
                .queryParam("seq", kept.getInt("checkpoint.seq"))
                .queryParam("hash", kept.getString("checkpoint.hash"))
                .get(VERIFY)
                .then()
                .statusCode(200)
                .body("intact", is(false))
                .body("broken.seq", is(6))
                .body("broken.problem", containsString("written anew"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"seq=1", "hash=00", "seq=0&hash=00", "seq=x&hash=00", "seq=1&hash=xyz"})
    void halfACheckpointIsRefused(String query) {
        Callers.admin(account).get(VERIFY + "?" + query).then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_record SET actor = 'x'",
                "DELETE FROM audit_record",
                "TRUNCATE audit_record",
                "UPDATE deletion_certificate SET jws = ''",
                "DELETE FROM audit_checkpoint",
                "DELETE FROM audit_key"
            })
    void notEvenTheOwnerChangesWhatIsWritten(String sql) {
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> Seed.update(sql));
        assertTrue(refused.getMessage().contains("only grows"), refused.getMessage());
    }

    @Test
    void whatIsGivenForTheChainItselfIsNotTaken() {
        Seed.update(
                "INSERT INTO audit_record VALUES (?, 99, 'epoch', 'forged', 'forged', 'forged', 'a', 'b', 'success', '{}',"
                        + " '\\x00', '\\x00')",
                account);
        verify().body("intact", is(true)).body("records", is(7));
        assertEquals(
                List.of("database:postgres"),
                Seed.query(String.class, "SELECT actor FROM audit_record WHERE account = ? AND seq = 7", account));
    }

    @Test
    void isForAdministratorsOfTheAccountOnly() {
        for (String path : List.of("records", "records/1", "verify", "keys")) {
            RestAssured.given().get("/api/v1/audit/" + path).then().statusCode(401);
            Callers.as(account, "local|x", "nobody")
                    .get("/api/v1/audit/" + path)
                    .then()
                    .statusCode(403);
        }
        for (String path : List.of("records", "records/1", "verify")) {
            Callers.user(account, "local|ann")
                    .get("/api/v1/audit/" + path)
                    .then()
                    .statusCode(403);
        }
        Callers.admin(Seed.account()).get("/api/v1/audit/records/1").then().statusCode(404);
        Callers.admin(Seed.account())
                .get("/api/v1/audit/records")
                .then()
                .statusCode(200)
                .body("total", is(0));
        Callers.admin(account).get("/api/v1/audit/records/nonsense").then().statusCode(404);
        Callers.admin(account)
                .get("/api/v1/audit/records/1")
                .then()
                .statusCode(200)
                .body("action", equalTo("vault.created"));
    }
}
