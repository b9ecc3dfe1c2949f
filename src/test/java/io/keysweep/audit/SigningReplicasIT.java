package io.keysweep.audit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.OwnProcesses;
import io.keysweep.support.Seed;
import io.keysweep.support.ServiceProcess;
import io.keysweep.support.SigningEnvironment;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service as processes, two on one database and one key in Azure Key Vault. */
@OwnProcesses
class SigningReplicasIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    private static SigningEnvironment environment;
    private static Map<String, String> settings;

    @TempDir
    Path directory;

    private final String account = Seed.account();
    private ServiceProcess first;
    private ServiceProcess second;

    @BeforeAll
    static void startDatabase() {
        environment = new SigningEnvironment();
        settings = new HashMap<>(environment.start());
    }

    @AfterAll
    static void stopDatabase() {
        environment.stop();
    }

    @BeforeEach
    void startBoth() {
        first = ServiceProcess.launch(settings);
        second = ServiceProcess.start(settings);
        first.awaitReady();
    }

    @AfterEach
    void stopBoth() {
        SigningEnvironment.vault().mends();
        first.close();
        second.close();
    }

    private SignedJobs at(ServiceProcess replica) {
        return new SignedJobs(
                account, () -> Callers.admin(account).baseUri(replica.baseUri()).port(replica.port()));
    }

    private void assertValid(String certificate, ServiceProcess replica) throws IOException {
        Verdict verdict = Verdict.on(directory, certificate, at(replica).keys(), null);
        assertThat(verdict.said(), verdict.code(), is(0));
    }

    @Test
    void bothGiveTheSameCertificateThoughBothSignIt() throws IOException {
        String job = at(first).run();
        int before = SigningEnvironment.vault().calls("sign");
        SigningEnvironment.vault().meets(Map.of("operation", "sign", "count", 2, "delay_ms", 1_500));

        List<CompletableFuture<String>> asked = Stream.of(first, second)
                .map(replica -> CompletableFuture.supplyAsync(() -> at(replica).certificate(job)))
                .toList();
        Set<String> certificates = new HashSet<>();
        asked.forEach(one -> certificates.add(one.join()));

        assertThat("both signed", SigningEnvironment.vault().calls("sign") - before, is(2));
        assertThat(certificates, hasSize(1));
        assertValid(certificates.iterator().next(), first);
    }

    @Test
    void aNewVersionSignsOnBothAndOldCertificatesStayValid() throws IOException {
        String before = at(first).certificate(at(first).run());
        String version = SigningEnvironment.newVersion();

        for (ServiceProcess replica : List.of(first, second)) {
            Eventually.within(SOON, "the new version signs", () -> SignedJobs.keyId(
                            at(replica).certificate(at(replica).run()))
                    .equals(version));
        }

        assertValid(before, second);
        assertThat(
                JsonPath.from(at(first).keys()).getList("keys"),
                equalTo(JsonPath.from(at(second).keys()).getList("keys")));
    }

    @Test
    void whatAReplicaWasKilledOverTheOtherSigns() throws IOException {
        String job = at(first).run();
        int before = SigningEnvironment.vault().calls("sign");
        SigningEnvironment.vault().meets(Map.of("operation", "sign", "count", 1, "delay_ms", 3_000));
        CompletableFuture<String> lost =
                CompletableFuture.supplyAsync(() -> at(first).certificate(job));
        Eventually.within(SOON, "Azure signs", () -> SigningEnvironment.vault().calls("sign") > before);

        first.kill();

        assertThat(lost.handle((jws, failure) -> failure != null).join(), is(true));
        String certificate = at(second).certificate(job);
        assertValid(certificate, second);
        assertThat(at(second).certificate(job), equalTo(certificate));
    }

    @Test
    void aStartWithoutAzureServesWhatIsSignedAndRunsJobs() throws IOException {
        String job = at(first).run();
        String certificate = at(first).certificate(job);
        SigningEnvironment.goesAway();
        first.kill();
        first = ServiceProcess.start(settings);

        assertThat(at(first).certificate(job), equalTo(certificate));
        assertValid(certificate, first);
        String fresh = at(first).run();
        at(first).ask(fresh).statusCode(503).body("message", containsString(SigningEnvironment.keyId()));

        SigningEnvironment.vault().mends();
        Eventually.within(
                SOON, "it is signed", () -> at(first).ask(fresh).extract().statusCode() == 200);
        assertValid(at(first).certificate(fresh), second);
    }
}
