package io.keysweep.audit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import io.keysweep.auth.Caller;
import io.keysweep.certificate.RefusedException;
import io.keysweep.certificate.SignedDocument;
import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import io.keysweep.support.SigningEnvironment;
import io.keysweep.support.TestIssuer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and checkpoints signed by a key in Azure Key Vault, and what becomes of them while it does not sign. */
@QuarkusTest
@WithTestResource(SigningEnvironment.class)
class VaultSignatureTest {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String VERIFY = "/api/v1/audit/verify";

    @TempDir
    Path directory;

    private final String account = Seed.account();
    private final SignedJobs jobs = new SignedJobs(account, () -> Callers.admin(account));

    @BeforeEach
    void azureSigns() {
        SigningEnvironment.vault().mends();
        // What the test before had failed is remembered for a while.
        Eventually.within(SOON, "the key signs", () -> verify().extract().statusCode() == 200);
    }

    @AfterEach
    void azureIsBack() {
        SigningEnvironment.vault().mends();
    }

    private ValidatableResponse verify() {
        Seed.vault(account, "vault-" + UUID.randomUUID());
        return Callers.admin(account).get(VERIFY).then();
    }

    private String checkpoint() {
        return verify().statusCode(200).extract().path("checkpoint.jws");
    }

    private void assertValid(String certificate) throws IOException {
        Verdict verdict = Verdict.on(directory, certificate, jobs.keys(), null);
        assertThat(verdict.said(), verdict.code(), is(0));
    }

    private static void assertNotSigned(ValidatableResponse answer) {
        String wait = answer.statusCode(503)
                .body("codeDesc", equalTo("NCERRServiceUnavailable: Service unavailable"))
                .body("message", containsString(SigningEnvironment.keyId()))
                .extract()
                .header("Retry-After");
        assertThat(Integer.valueOf(wait), greaterThan(0));
        assertThat(Integer.valueOf(wait), lessThanOrEqualTo(300));
    }

    private String signedAnew() {
        return jobs.certificate(jobs.run());
    }

    @Test
    void aCertificateIsSignedInAzureAndVerifiedByThePublishedKeyAlone() throws IOException {
        String version = SigningEnvironment.newVersion();
        Eventually.within(SOON, "the newest version signs", () -> SignedJobs.keyId(checkpoint())
                .equals(version));

        String job = jobs.run();
        String certificate = jobs.certificate(job);

        assertThat(SignedJobs.keyId(certificate), equalTo(version));
        assertValid(certificate);
        assertThat("stored, not made anew", jobs.certificate(job), equalTo(certificate));
        String leaves = Callers.admin(account)
                .accept("application/x-ndjson")
                .get(BulkJobs.PATH + "/" + job + "/certificate/leaves")
                .asString();
        assertThat(Verdict.on(directory, certificate, jobs.keys(), leaves).code(), is(0));
    }

    @Test
    void aCheckpointIsVerifiedByThePublishedKeyAlone() throws RefusedException {
        JsonPath answer = verify().statusCode(200).extract().jsonPath();

        JsonNode claims =
                SignedDocument.claims(answer.getString("checkpoint.jws"), jobs.keys(), "keysweep-audit-checkpoint");

        assertThat(SignedJobs.keyId(answer.getString("checkpoint.jws")), containsString(SigningEnvironment.keyId()));
        assertThat(claims.path("account").asText(), equalTo(account));
        assertThat(claims.path("seq").asInt(), is(answer.getInt("checkpoint.seq")));
        assertThat(claims.path("hash").asText(), equalTo(answer.getString("checkpoint.hash")));
    }

    @Test
    void everyChangedByteIsFound() throws IOException {
        String certificate = signedAnew();
        String keys = jobs.keys();
        for (int at = 0; at < certificate.length(); at++) {
            char other = certificate.charAt(at) == 'A' ? 'B' : 'A';
            String changed = certificate.substring(0, at) + other + certificate.substring(at + 1);
            assertThat(
                    "character " + at,
                    Verdict.on(directory, changed, keys, null).code(),
                    is(1));
        }
    }

    @Test
    void aRotatedKeyLeavesWhatItSignedValidAndItsKeyPublished() throws IOException {
        String before = signedAnew();
        String version = SigningEnvironment.newVersion();

        Eventually.within(SOON, "the new version signs", () -> SignedJobs.keyId(checkpoint())
                .equals(version));
        String after = signedAnew();

        assertThat(SignedJobs.keyId(after), equalTo(version));
        SigningEnvironment.goesAway();
        assertValid(before);
        assertValid(after);
        assertThat(
                JsonPath.from(jobs.keys()).getList("keys.kid"),
                hasItems(SignedJobs.keyId(before), SignedJobs.keyId(after)));
    }

    @Test
    void whileAzureIsAwayNothingIsSignedByAnotherKeyAndAllElseGoesOn() throws IOException {
        String stored = jobs.run();
        String certificate = jobs.certificate(stored);
        SigningEnvironment.goesAway();

        String job = jobs.run();
        assertNotSigned(jobs.ask(job));
        assertNotSigned(verify());
        assertThat(jobs.certificate(stored), equalTo(certificate));
        assertThat(
                "nothing was stored",
                Seed.query(Long.class, "SELECT count(*) FROM deletion_certificate WHERE job_id = ?::uuid", job),
                equalTo(List.of(0L)));

        SigningEnvironment.vault().mends();
        Eventually.within(
                SOON, "the key signs again", () -> jobs.ask(job).extract().statusCode() == 200);
        assertThat(SignedJobs.keyId(jobs.certificate(job)), containsString(SigningEnvironment.keyId()));
        assertValid(jobs.certificate(job));
    }

    @Test
    void whileAzureIsAwayItIsNotAskedByEachRequest() {
        String job = jobs.run();
        SigningEnvironment.goesAway();
        assertNotSigned(jobs.ask(job));
        int before = SigningEnvironment.calls();

        for (int i = 0; i < 50; i++) {
            assertNotSigned(jobs.ask(job));
        }

        assertThat(SigningEnvironment.calls() - before, lessThan(10));
    }

    @Test
    void aVersionThatIsDisabledIsLeftForTheNewestAtTheNextAttempt() {
        String disabled = SigningEnvironment.newVersion();
        Eventually.within(SOON, "it signs", () -> SignedJobs.keyId(checkpoint()).equals(disabled));
        String job = jobs.run();
        SigningEnvironment.vault().enableKey(URI.create(disabled).getPath(), false);

        jobs.ask(job).statusCode(503).body("message", containsString("disabled"));

        String version = SigningEnvironment.newVersion();
        Eventually.within(SOON, "it is signed", () -> jobs.ask(job).extract().statusCode() == 200);
        assertThat(SignedJobs.keyId(jobs.certificate(job)), equalTo(version));
    }

    @Test
    void aPublicKeyThatWasPutInTheWayStopsSigningAndIsNamed() {
        String version = SigningEnvironment.newVersion();
        Eventually.within(SOON, "it signs", () -> SignedJobs.keyId(checkpoint()).equals(version));
        String job = jobs.run();
        String jwk = Seed.query(String.class, "SELECT jwk FROM audit_key WHERE kid = ?", version)
                .get(0);
        SigningEnvironment.goesAway();
        String next = SigningEnvironment.newVersion();
        Seed.update("INSERT INTO audit_key (kid, jwk) VALUES (?, ?)", next, jwk.replace(version, next));
        assertNotSigned(jobs.ask(job));
        SigningEnvironment.vault().mends();

        Eventually.within(SOON, "the key in the way is found", () -> jobs.ask(job)
                .statusCode(503)
                .extract()
                .<String>path("message")
                .contains("audit_key"));

        SigningEnvironment.newVersion();
        Eventually.within(SOON, "it is signed", () -> jobs.ask(job).extract().statusCode() == 200);
    }

    @Test
    void whoAskAtOnceShareOneSignature() {
        String job = jobs.run();
        int before = SigningEnvironment.vault().calls("sign");
        SigningEnvironment.vault().meets(Map.of("operation", "sign", "count", 1, "delay_ms", 1_000));

        Set<String> certificates =
                Stream.generate(() -> CompletableFuture.supplyAsync(() -> jobs.certificate(job)))
                        .limit(4)
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .collect(Collectors.toSet());

        assertThat(certificates.size(), is(1));
        assertThat(SigningEnvironment.vault().calls("sign") - before, is(1));
    }

    @Test
    void aClientThatGoesAwayTakesTheSignatureFromNobody() throws IOException {
        String job = jobs.run();
        int before = SigningEnvironment.vault().calls("sign");
        SigningEnvironment.vault().meets(Map.of("operation", "sign", "count", 1, "delay_ms", 1_500));
        try (Socket client = ask(job)) {
            Eventually.within(
                    SOON,
                    "Azure is asked for the first",
                    () -> SigningEnvironment.vault().calls("sign") > before);
            CompletableFuture<String> other = CompletableFuture.supplyAsync(() -> jobs.certificate(job));
            client.close();
            assertThat(SignedJobs.keyId(other.join()), containsString(SigningEnvironment.keyId()));
        }
        assertThat(SigningEnvironment.vault().calls("sign") - before, is(1));
    }

    private Socket ask(String job) throws IOException {
        String token = TestIssuer.sign(TestIssuer.claims(account, "local|admin", List.of(Caller.ADMIN)));
        Socket socket = new Socket("localhost", RestAssured.port);
        String request = "GET " + BulkJobs.PATH + "/" + job
                + "/certificate HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void noPrivateKeyOfTheServiceSignsWhatAzureIsToSign() {
        String certificate = signedAnew();

        List<String> own = Seed.query(String.class, "SELECT kid FROM signing_key");

        assertThat(own, not(hasItems(SignedJobs.keyId(certificate))));
        assertThat(
                Seed.query(
                        String.class,
                        "SELECT kid FROM audit_key WHERE kid NOT LIKE ?",
                        SigningEnvironment.keyId() + "/%"),
                equalTo(List.of()));
    }
}
