package io.keysweep.bulkjob;

import static io.keysweep.support.BulkJobs.PATH;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a create call refuses. Whatever is refused leaves the database as it was. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class BulkJobRequestsTest {

    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    private static final int BACKUPS = 5;

    private final String account = Seed.account();
    private final BulkJobs jobs = new BulkJobs(() -> Callers.admin(account));
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");

    {
        Seed.backups(key, BACKUPS, FROM, FROM.plusSeconds(60), 100);
    }

    @AfterEach
    void nothingHasChanged() {
        assertThat(count("key_backup"), is((long) BACKUPS));
        assertThat(count("bulk_job"), is(0L));
        assertThat(count("idempotency_key"), is(0L));
    }

    private long count(String table) {
        return Seed.query(Long.class, "SELECT count(*) FROM " + table + " WHERE account = ?", account)
                .get(0);
    }

    private ValidatableResponse refused(String body) {
        return jobs.request()
                .contentType(ContentType.JSON)
                .header("Idempotency-Key", "k")
                .body(body)
                .post(PATH)
                .then()
                .statusCode(400)
                .body("codeDesc", containsString("NCERR"))
                .body("requestID", matchesPattern("[0-9a-f-]{36}"))
                .body("message", not(containsString("io.keysweep")));
    }

    private String job(String param) {
        return "{\"operation\":\"delete-key-backups\",\"delete_key_backups_param\":"
                + param.replace("VAULT", vault.toString())
                        .replace("KEY", key.toString())
                        .replace('\'', '"') + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                                | exactly one of",
                "{'created_before':'2024-01-01'}                                   | never deletes everything",
                "{'vault_id':'VAULT','key_id':'KEY'}                               | exactly one of",
                "{'vault_id':'VAULT','key_id':'','keys':[]}                        | has keys, key_id, vault_id; one that is empty",
                "{'vault_id':'VAULT','backups':['KEY']}                            | exactly one of",
                "{'keys':['KEY'],'key_id':'KEY'}                                   | exactly one of",
                "{'keys':[]}                                                       | keys: must have 1 to 10000",
                "{'backups':[]}                                                    | backups: must have 1 to 10000",
                "{'backups':['nope']}                                              | backups[0]: must be a UUID",
                "{'backups':['1-1-1-1-1']}                                         | backups[0]: must be a UUID",
                "{'backups':[null]}                                                | backups[0]: must be a UUID",
                "{'backups':'KEY'}                                                 | backups: must be an array",
                "{'backups':[['KEY']]}                                             | backups",
                "{'backups':{'a':1}}                                               | backups: must be an array",
                "{'vault_id':['VAULT']}                                            | vault_id: must be a string",
                "{'vault_id':'payments'}                                           | vault_id: must be a UUID",
                "{'vault_id':''}                                                   | vault_id: must be a UUID",
                "{'vault_id':'VAULT','created_before':'yesterday'}                 | created_before: must be",
                "{'vault_id':'VAULT','created_before':''}                          | created_before: must be",
                "{'vault_id':'VAULT','created_before':'2024-02-30'}                | created_before: must be",
                "{'vault_id':'VAULT','created_before':'2024-01-01T00:00:00'}       | created_before: must be",
                "{'vault_id':'VAULT','created_before':1704067200}                  | created_before",
                "{'vault_id':'VAULT','created_after':'2024-02-01','created_before':'2024-01-01'} | created_after",
                "{'vault_id':'VAULT','created_after':'2024-01-01','created_before':'2024-01-01'} | created_after",
                "{'vault_id':'VAULT','created_before':20240101}                    | created_before",
                "{'vault_id':'VAULT','created_before':true}                        | created_before",
                "{'vault_id':'VAULT','keep_last':1.7}                              | keep_last: must be a whole number",
                "{'vault_id':'VAULT','keep_last':1.0}                              | keep_last: must be a whole number",
                "{'vault_id':'VAULT','keep_last':3e0}                              | keep_last: must be a whole number",
                "{'vault_id':'VAULT','keep_last':'3'}                              | keep_last: must be a whole number",
                "{'vault_id':'VAULT','keep_last':''}                               | keep_last: must be a whole number",
                "{'vault_id':'VAULT','keep_last':true}                             | keep_last: must be a whole number",
                "{'vault_id':'VAULT','keep_last':[3]}                              | keep_last: must be a whole number",
                "{'vault_id':'VAULT','keep_last':[]}                               | keep_last: must be a whole number",
                "{'vault_id':'VAULT','keep_last':4294967299}                       | keep_last: is out of range",
                "{'vault_id':'VAULT','include_last_of_gone_keys':'true'}           | must be true or false",
                "{'vault_id':'VAULT','include_last_of_gone_keys':1}                | must be true or false",
                "{'vault_id':'VAULT','include_last_of_gone_keys':''}               | must be true or false",
                "{'vault_id':'VAULT','include_last_of_gone_keys':[true]}           | must be true or false",
                "{'vault_id':'VAULT','created_befor':'2024-01-01'}                 | created_befor: not a field",
                "{'vault_id':'VAULT','key_vaults':['VAULT']}                       | key_vaults: not a field",
                "{'vault_id':'VAULT','vault_id':'VAULT'}                           | has a field twice",
                "'VAULT'                                                           | must be an object",
                "[]                                                                | must be an object",
            })
    void refusesASelectionThatIsNotOne(String param, String message) {
        refused(job(param)).body("message", containsString(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                                   | request body",
                "{                                                    | not valid JSON",
                "[]                                                   | one JSON object",
                "null                                                 | request body",
                "{}                                                   | operation: is missing",
                "{\"operation\":null}                                 | operation: is missing",
                "{\"operation\":\"delete-keys\"}                      | operation: must be delete-key-backups",
                "{\"operation\":\"DELETE-KEY-BACKUPS\"}               | operation: must be delete-key-backups",
                "{\"operation\":[\"delete-key-backups\"]}             | operation: must be a string",
                "{\"operation\":\"delete-key-backups\"}               | exactly one of",
                "{\"operation\":\"delete-key-backups\"} {}            | request body",
                "{\"operation\":\"delete-key-backups\",\"dry-run\":true}  | dry-run: not a field",
                "{\"operation\":\"delete-key-backups\",\"dry_run\":\"true\"} | dry_run: must be true or false",
                "{\"operation\":\"delete-key-backups\",\"dry_run\":1}  | dry_run: must be true or false",
            })
    void refusesABodyThatIsNotOne(String body, String message) {
        refused(body).body("message", containsString(message));
    }

    @Test
    void refusesSelectorsThatDifferBetweenTheTwoPlaces() {
        refused("{\"operation\":\"delete-key-backups\",\"vault_id\":\"" + UUID.randomUUID()
                        + "\",\"delete_key_backups_param\":{\"vault_id\":\"" + vault + "\"}}")
                .body("message", containsString("vault_id: differs"));
        refused("{\"operation\":\"delete-key-backups\",\"key_id\":\"" + key
                        + "\",\"delete_key_backups_param\":{\"vault_id\":\"" + vault + "\"}}")
                .body("message", containsString("exactly one of"));
    }

    @ParameterizedTest
    @CsvSource({"backups", "keys"})
    void refusesTooManyIds(String field) {
        String ids = IntStream.rangeClosed(0, 10_000)
                .mapToObj(i -> "'" + UUID.randomUUID() + "'")
                .collect(Collectors.joining(","));

        refused(job("{'" + field + "':[" + ids + "]}"))
                .body("message", allOf(containsString("1 to 10000"), containsString("has 10001")));
    }

    @Test
    void refusesABodyOfMoreThanAMegabyteBeforeItIsSent() throws IOException {
        String head = "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + ((1 << 20) + 1) + "\r\n\r\n";
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

            assertThat(answer.readLine(), startsWith("HTTP/1.1 400 "));
            assertThat(
                    answer.lines()
                            .dropWhile(line -> !line.startsWith("{"))
                            .findFirst()
                            .orElse(""),
                    containsString("at most 1048576 bytes"));
        }
    }

    @Test
    void refusesUnknownVaultsAndKeys() {
        for (String field : List.of("vault_id", "key_id")) {
            jobs.post(BulkJobs.body(field, UUID.randomUUID()))
                    .then()
                    .statusCode(404)
                    .body("codeDesc", containsString("NCERRResourceNotFound"))
                    .body("message", containsString(field));
        }
        jobs.post(BulkJobs.body("keys", List.of(key, UUID.randomUUID())))
                .then()
                .statusCode(404)
                .body("message", containsString("keys"));
    }

    @Test
    void refusesAnIdempotencyKeyThatIsNoKey() {
        jobs.request()
                .contentType(ContentType.JSON)
                .header("Idempotency-Key", "x".repeat(256))
                .body(BulkJobs.body("vault_id", vault))
                .post(PATH)
                .then()
                .statusCode(400)
                .body("message", containsString("Idempotency-Key"));
    }

    @Test
    void refusesOtherMediaTypes() {
        jobs.request()
                .contentType("application/xml")
                .body("<a/>")
                .post(PATH)
                .then()
                .statusCode(415)
                .body("codeDesc", containsString("NCERRUnsupportedMediaType"));
    }

    @Test
    void doesNotTellWhatItDoesNotUnderstandBackAtLength() {
        String name = "x".repeat(10_000);

        refused(job("{'vault_id':'VAULT','" + name + "':1}"))
                .body("message.length()", lessThan(400))
                .body("message", not(equalTo("")));
    }
}
