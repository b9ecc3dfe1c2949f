package io.keysweep.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.keysweep.support.ApiDocument;
import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.HostileRequests;
import io.keysweep.support.HostileRequests.Hostile;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hostile requests to every described operation, for a while, by an administrator: none fails the service, every answer
 * keeps to the description (as in all tests), tells nothing of the inside, and a refusal changes nothing. The seed is in
 * the log; {@code -Dseed=} repeats a run, {@code -Dseconds=} makes it longer.
 */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ContractFuzzTest {

    private static final Logger LOGGER = Logger.getLogger(ContractFuzzTest.class);
    private static final Duration BUDGET = Duration.ofSeconds(Long.getLong("seconds", 15));
    private static final Pattern INSIDE = Pattern.compile("\\bat [\\w.$]+\\(|Exception|\\b(SELECT|INSERT|UPDATE|FROM) |"
            + "\\b(java|javax|jakarta|io\\.keysweep|io\\.vertx|io\\.quarkus|com\\.fasterxml|org\\.hibernate)\\.");
    private static final RestAssuredConfig AS_GIVEN = RestAssuredConfig.config()
            .encoderConfig(EncoderConfig.encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false));

    private static final String ROWS =
            """
            SELECT (SELECT count(*) FROM bulk_job WHERE account = ? AND state NOT IN ('completed', 'failed')) || ' '
                || md5(coalesce(string_agg(r, '|' ORDER BY r), ''))
            FROM (
                SELECT v::text AS r FROM vault v WHERE account = ?
                UNION ALL SELECT k::text FROM azure_key k WHERE account = ?
                UNION ALL SELECT md5(b::text) FROM key_backup b WHERE account = ?
                UNION ALL SELECT j::text FROM bulk_job j WHERE account = ?) t""";

    private static final String NONE_LIVE = "0 ";

    private final String account = Seed.account();
    private final Map<String, String> known = new HashMap<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private Connection database;
    private ApiDocument api;

    @BeforeEach
    void prepare() throws SQLException {
        database = Seed.connect();
        api = ApiDocument.servedBy(URI.create("http://localhost:" + RestAssured.port));
        UUID vault = Seed.vault(account, "fuzz", TestEnvironment.vaultUri(1).toString());
        UUID key = Seed.key(vault, "not-in-azure");
        Instant from = Instant.parse("2024-01-01T00:00:00Z");
        List<UUID> backups = Seed.backups(key, 30, from, from.plusSeconds(60), 100);
        known.putAll(Map.of("vaults/", vault.toString(), "keys/", key.toString()));
        known.putAll(Map.of("vault_id", vault.toString(), "key_id", key.toString(), "keys", key.toString()));
        known.putAll(Map.of(
                "backup_id",
                backups.get(1).toString(),
                "backups",
                backups.get(1).toString()));
    }

    @AfterEach
    void disconnect() throws SQLException {
        database.close();
    }

    @Test
    void hostileRequestsAreRefusedByTheContractAndChangeNothing() {
        long seed = Long.getLong("seed", new Random().nextLong());
        LOGGER.infof("fuzz begins seed=%d", seed);
        HostileRequests requests = new HostileRequests(seed, known);
        String rows = settledRows();
        long end = System.nanoTime() + BUDGET.toNanos();
        int sent = 0;
        for (; System.nanoTime() < end; sent++) {
            Hostile request = requests.next(
                    api, api.operations().get(sent % api.operations().size()));
            rows = sendAndCheck("seed " + seed + " request " + sent + ": " + request, request, rows);
        }
        LOGGER.infof("fuzz ended requests=%d statuses=%s", sent, statuses);
        assertThat("requests were taken and refused", statuses.keySet(), hasItems(200, 400));
    }

    private String sendAndCheck(String which, Hostile request, String rows) {
        Response response = send(which, request);
        statuses.merge(response.statusCode(), 1, Integer::sum);
        assertThat(which, response.statusCode(), lessThan(500));
        if (response.statusCode() < 400) {
            return settledRows();
        }
        assertThat(
                which + " " + response.asString(),
                INSIDE.matcher(response.asString()).find(),
                is(false));
        assertThat(which + " was refused", rows(), equalTo(rows));
        return rows;
    }

    private Response send(String which, Hostile hostile) {
        RequestSpecification request = Callers.admin(account)
                .config(AS_GIVEN)
                .urlEncodingEnabled(false)
                .headers(hostile.headers());
        if (hostile.body() != null
                && !hostile.method().equals("GET")
                && !hostile.method().equals("HEAD")) {
            request.body(hostile.body().getBytes(StandardCharsets.UTF_8));
        }
        try {
            return request.request(hostile.method(), hostile.target());
        } catch (AssertionError e) {
            throw new AssertionError(which, e);
        }
    }

    // A job that was accepted goes on by itself until it has ended, and one that was deleted is replaced.
    private String settledRows() {
        String job = known.getOrDefault("bulkjobs/", new UUID(0, 0).toString());
        if (Seed.query(UUID.class, "SELECT id FROM bulk_job WHERE id = ?::uuid", job)
                .isEmpty()) {
            known.put(
                    "bulkjobs/",
                    new BulkJobs(() -> Callers.admin(account)).start("backups", List.of(UUID.randomUUID())));
        }
        Eventually.within(Duration.ofSeconds(60), "all jobs have ended", () -> rows().startsWith(NONE_LIVE));
        return rows();
    }

    private String rows() {
        try (PreparedStatement statement = database.prepareStatement(ROWS)) {
            for (int i = 1; i <= 5; i++) {
                statement.setString(i, account);
            }
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getString(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/cckm/azure/vaults/%zz HTTP/1.1",
                "GET /api/v1/cckm/azure/vaults?skip=%zz HTTP/1.1",
                "GET /api/v1/cckm/azure/vaults?name=%ff%fe HTTP/1.1",
                "GET /api/v1/cckm/azure/vaults/%00 HTTP/1.1",
                "GET /api/v1/cckm/azure/vaults/\u00e4 HTTP/1.1",
                "GET //api//v1/../v1/cckm/azure/vaults;a=b HTTP/1.1",
                "BREW /api/v1/cckm/azure/vaults HTTP/1.1",
                "GET"
            })
    void malformedRequestLinesDoNotFailTheService(String line) throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            String request = line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer, answer.split("\\s")[1].charAt(0), anyOf(is('2'), is('4')));
            assertThat(answer, INSIDE.matcher(answer).find(), is(false));
        }
    }
}
