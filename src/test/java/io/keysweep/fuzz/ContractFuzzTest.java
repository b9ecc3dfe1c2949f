package io.keysweep.fuzz;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.keysweep.fuzz.Wire.Answer;
import io.keysweep.support.ApiDocument;
import io.keysweep.support.FullAccount;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Hostile requests to every described operation, by an administrator who has one of everything: none fails the service,
 * every answer keeps to the description, tells nothing of the inside, and a refusal changes nothing. The seed is in the
 * log; {@code -Dfuzz.seed=} repeats a run, {@code -Dfuzz.requests=} makes it longer, {@code -Pfuzz} long.
 */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ContractFuzzTest {

    private static final Logger LOGGER = Logger.getLogger(ContractFuzzTest.class);
    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 1_000);
    // By then what is made once is there.
    private static final int WARM_UP = REQUESTS / 5;
    private static final int REQUESTS_AN_ACCOUNT = 1_000;
    private static final int SHOWN_EVERY = 500;
    private static final int MOST_FAILURES = 20;
    private static final int SHOWN = 400;
    private static final long MOST_GROWTH = 128L << 20;
    private static final Path FOUND = Path.of("target/fuzz/found");
    private static final Path KEPT = Path.of("src/test/resources/fuzz/requests");
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final Map<String, String> known = new HashMap<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final Map<String, String> failures = new TreeMap<>();
    private final Set<String> taken = new HashSet<>();
    private Connection database;
    private FullAccount account;
    private Oracle oracle;
    private Wire wire;
    private String token;
    private String digest;
    private int compared;

    @BeforeEach
    void prepare() throws SQLException {
        database = Seed.connect();
        wire = new Wire(RestAssured.port);
        oracle = new Oracle(ApiDocument.servedBy(URI.create("http://localhost:" + RestAssured.port)));
        nextAccount();
    }

    private void nextAccount() throws SQLException {
        account = new FullAccount(database, known);
        token = account.token();
        digest = account.digest();
    }

    @AfterEach
    void disconnect() throws SQLException {
        account.leave();
        database.close();
        wire.close();
    }

    @Test
    void hostileRequestsAreRefusedByTheContractAndChangeNothing() throws Exception {
        int seed = Seeds.ofRun();
        LOGGER.infof("fuzz begins seed=%d requests=%d", seed, REQUESTS);
        HostileRequests requests = new HostileRequests(oracle.api(), seed, known);
        List<ApiDocument.Operation> operations = oracle.api().operations();
        long heap = 0;
        for (int i = 0; i < REQUESTS && failures.size() < MOST_FAILURES; i++) {
            if (i > 0 && i % REQUESTS_AN_ACCOUNT == 0) {
                account.leave();
                nextAccount();
            }
            if (i == WARM_UP) {
                heap = usedHeap();
            }
            if (i % SHOWN_EVERY == 0) {
                LOGGER.infof("fuzz goes on requests=%d compared=%d statuses=%s", i, compared, statuses);
            }
            ApiDocument.Operation operation = operations.get(i % operations.size());
            sendAndCheck("seed " + seed + " request " + i, operation, requests.next(operation));
        }
        LOGGER.infof(
                "fuzz ended requests=%d compared=%d statuses=%s never-taken=%s",
                REQUESTS, compared, statuses, neverTaken(operations));
        assertThat(failures.size() + " failures: " + failures, failures.isEmpty(), is(true));
        assertThat("requests were taken and refused", statuses.keySet(), hasItems(200, 400, 404));
        assertThat("still healthy", RestAssured.get("/q/health").statusCode(), is(200));
        assertThat("memory is bounded", usedHeap() - heap, lessThan(MOST_GROWTH));
    }

    private void sendAndCheck(String which, ApiDocument.Operation operation, Hostile request) throws Exception {
        byte[] bytes = request.bytes(token);
        try {
            Optional<Answer> answer = wire.send(bytes, request.method().equals("HEAD"), request.framed());
            oracle.check(request, answer);
            int status = answer.map(Answer::status).orElse(0);
            statuses.merge(status, 1, Integer::sum);
            if (status >= 200 && status < 300) {
                taken.add(operation.toString());
            }
            if (status >= 400) {
                checkUnchanged(request, bytes);
            } else if (!READING.contains(request.method())) {
                account.complete();
                // What it set going ends later: until then there is nothing to compare with.
                digest = "";
            }
        } catch (AssertionError | IOException e) {
            wire.close();
            String what = operation + ": " + shortened(e.toString());
            if (!failures.containsKey(what)) {
                LOGGER.warnf("fuzz found %s", what);
                failures.put(what, which + ", kept in " + keep(bytes) + ":\n" + request.curl());
            }
        }
    }

    private static String shortened(String text) {
        String plain = text.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "…");
        return plain.substring(0, Math.min(SHOWN, plain.length()));
    }

    // Jobs go on by themselves, so what seems to have changed something is tried again when all is quiet.
    private void checkUnchanged(Hostile request, byte[] bytes) throws Exception {
        String now = account.digest();
        boolean comparable = !digest.isEmpty() && !FullAccount.busy(digest) && !FullAccount.busy(now);
        compared += comparable ? 1 : 0;
        if (!comparable || now.equals(digest)) {
            digest = now;
            return;
        }
        digest = account.settled();
        for (int tries = 0; tries < 3; tries++) {
            Optional<Answer> again = wire.send(bytes, request.method().equals("HEAD"), request.framed());
            String after = account.settled();
            if (again.filter(answer -> answer.status() >= 400).isEmpty() || after.equals(digest)) {
                account.complete();
                digest = account.digest();
                return;
            }
            digest = after;
        }
        throw new AssertionError("is refused and changes something, each time");
    }

    private Path keep(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace(token, "{{token}}");
        for (Map.Entry<String, String> value : new TreeMap<>(known).entrySet()) {
            text = text.replace(value.getValue(), "{{" + value.getKey() + "}}");
        }
        Files.createDirectories(FOUND);
        Path file = Files.createTempFile(FOUND, "request-", ".http");
        return Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }

    private Set<String> neverTaken(List<ApiDocument.Operation> operations) {
        Set<String> never = new TreeSet<>();
        operations.forEach(operation -> never.add(operation.toString()));
        never.removeAll(taken);
        return never;
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Requests that have found a bug, with names in place of the token and the ids. */
    @Test
    void requestsThatOnceFoundABugAreAnsweredByTheContract() throws Exception {
        try (Stream<Path> files =
                Files.list(KEPT).filter(file -> file.toString().endsWith(".http"))) {
            for (Path file : files.sorted().toList()) {
                String text =
                        Files.readString(file, StandardCharsets.ISO_8859_1).replace("{{token}}", token);
                for (Map.Entry<String, String> value : known.entrySet()) {
                    text = text.replace("{{" + value.getKey() + "}}", value.getValue());
                }
                String[] line = text.lines().findFirst().orElseThrow().split(" ");
                Hostile request = new Hostile(line[0], line[1], List.of(), null, true, true);
                byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
                Optional<Answer> answer = wire.send(bytes, line[0].equals("HEAD"), true);
                oracle.check(request, answer);
            }
        }
    }
}
