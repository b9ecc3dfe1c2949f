package io.keysweep.audit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.certificate.VerifyCertificate;
import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of bulk jobs, and the verifier that needs nothing but a public key. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class CertificateTest {

    private static final Instant JANUARY = Instant.parse("2024-01-01T00:00:00Z");
    private static final String ANN = "local|ann";

    @TempDir
    Path directory;

    private final String account = Seed.account();
    private final UUID vault = Seed.vault(account, "payments");
    private final UUID key = Seed.key(vault, "signing");
    private final BulkJobs jobs = new BulkJobs(this::admin);

    private RequestSpecification admin() {
        return Callers.admin(account);
    }

    private static String path(String job) {
        return BulkJobs.PATH + "/" + job + "/certificate";
    }

    private String finishedJob(int backups) {
        Seed.backups(key, backups, JANUARY, JANUARY.plusSeconds(backups), 20);
        return jobs.run("vault_id", vault).getString("id");
    }

    private JsonPath certificate(String job) {
        return admin().get(path(job)).then().statusCode(200).extract().jsonPath();
    }

    private String leaves(String job) {
        return admin().accept("application/x-ndjson")
                .get(path(job) + "/leaves")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private String keys() {
        return admin().get("/api/v1/audit/keys")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private Verdict verify(String jws, String keys, String leaves) throws IOException {
        return Verdict.on(directory, jws, keys, leaves);
    }

    @Test
    void saysWhatWasDeletedAndTheVerifierComputesItsRootAgain() throws IOException {
        String job = finishedJob(95);
        JsonPath answer = certificate(job);
        assertThat(answer.getString("job_id"), equalTo(job));
        assertThat(answer.getString("claims.account"), equalTo(account));
        assertThat(answer.getString("claims.requester"), equalTo("local|admin"));
        assertThat(answer.getString("claims.state"), equalTo("completed"));
        assertThat(answer.getString("claims.selection.scope"), equalTo("vault"));
        assertThat(answer.getList("claims.selection.objects.ids"), equalTo(List.of(vault.toString())));
        assertThat(answer.getInt("claims.counts.deleted"), is(95));
        Verdict verdict = verify(answer.getString("certificate"), keys(), leaves(job));
        assertThat(verdict.said(), verdict.code(), is(0));
        assertThat(verdict.said(), containsString(answer.getString("claims.merkle_root")));
    }

    @Test
    void isTheSameEachTimeAndStaysWhenTheJobIsDeleted() {
        String job = finishedJob(3);
        String first = certificate(job).getString("certificate");
        assertThat(certificate(job).getString("certificate"), equalTo(first));
        admin().delete(BulkJobs.PATH + "/" + job).then().statusCode(204);
        assertThat(certificate(job).getString("certificate"), equalTo(first));
    }

    @Test
    void canBeMadeAfterTheJobIsDeleted() throws IOException {
        String job = finishedJob(3);
        admin().delete(BulkJobs.PATH + "/" + job).then().statusCode(204);
        Verdict verdict = verify(certificate(job).getString("certificate"), keys(), null);
        assertThat(verdict.said(), verdict.code(), is(0));
    }

    // As an empty answer they would not fit the certificate.
    @Test
    void itsLeavesAreGoneWithTheJob() {
        String job = finishedJob(3);
        certificate(job);
        admin().delete(BulkJobs.PATH + "/" + job).then().statusCode(204);

        admin().accept("application/x-ndjson")
                .get(path(job) + "/leaves")
                .then()
                .statusCode(404)
                .body("message", containsString("went with the job's record"));
    }

    @Test
    void aJobThatDeletedNothingHasNoLeaves() throws IOException {
        String job = jobs.run("vault_id", vault).getString("id");

        assertThat(leaves(job), equalTo(""));
        Verdict verdict = verify(certificate(job).getString("certificate"), keys(), "");
        assertThat(verdict.said(), verdict.code(), is(0));
    }

    @Test
    void standsOnTheRecordOfTheEndInTheAudit() {
        JsonPath claims = certificate(finishedJob(12));
        admin().get("/api/v1/audit/records/" + claims.getLong("claims.audit_seq"))
                .then()
                .statusCode(200)
                .body("action", equalTo("bulk-job.concluded"))
                .body("hash", equalTo(claims.getString("claims.audit_hash")));
    }

    @Test
    void isNotThereWhileTheJobIsInProgress() {
        String job = Seed.query(
                        String.class,
                        """
                        INSERT INTO bulk_job (id, account, operation, created_by, scope, scope_ids, selected_after,
                                              selected_before, not_before)
                        VALUES (gen_random_uuid(), ?, 'delete-key-backups', 'local|admin', 'vault', ARRAY[?::uuid],
                                '-infinity', now(), now() + interval '1 hour') RETURNING id::text""",
                        account,
                        vault)
                .get(0);
        admin().get(path(job)).then().statusCode(409).body("message", containsString("in progress"));
        admin().accept("application/x-ndjson").get(path(job) + "/leaves").then().statusCode(409);
        String cancelled = jobs.cancel(job).then().statusCode(200).extract().path("id");
        jobs.awaitEnd(cancelled);
        assertThat(certificate(job).getString("claims.state"), equalTo("cancelled"));
    }

    @Test
    void isForTheRequesterAndAdministratorsOfTheAccountOnly() {
        String job = finishedJob(3);
        for (String what : List.of(path(job), path(job) + "/leaves")) {
            RestAssured.given().get(what).then().statusCode(401);
            Callers.as(account, ANN, "nobody").get(what).then().statusCode(403);
            Callers.user(account, ANN).get(what).then().statusCode(404);
            Callers.admin(Seed.account()).get(what).then().statusCode(404);
        }
        Callers.admin(account).get(path("nonsense")).then().statusCode(404);
        Callers.admin(account).get(path(UUID.randomUUID().toString())).then().statusCode(404);
    }

    @Test
    void everyChangedByteOfACertificateIsFound() throws IOException {
        String jws = certificate(finishedJob(3)).getString("certificate");
        String keys = keys();
        for (int at = 0; at < jws.length(); at++) {
            char other = jws.charAt(at) == 'A' ? 'B' : 'A';
            String changed = jws.substring(0, at) + other + jws.substring(at + 1);
            assertThat("character " + at, verify(changed, keys, null).code(), is(1));
        }
    }

    @Test
    void aChangedFieldIsFoundWhoeverSignedItAnew() throws IOException {
        String[] parts = certificate(finishedJob(3)).getString("certificate").split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String forged = claims.replace("\"deleted\":3", "\"deleted\":4");
        assertThat(forged, not(equalTo(claims)));
        String jws = parts[0] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(forged.getBytes(StandardCharsets.UTF_8)) + "."
                + parts[2];
        Verdict verdict = verify(jws, keys(), null);
        assertThat(verdict.code(), is(1));
        assertThat(verdict.said(), startsWith("NOT VALID: the signature does not fit"));
    }

    @Test
    void leavesThatAreNotThoseOfTheCertificateAreFound() throws IOException {
        String job = finishedJob(35);
        String jws = certificate(job).getString("certificate");
        String keys = keys();
        List<String> lines = leaves(job).lines().toList();
        assertThat(lines.size(), is(4));
        String first = lines.get(0);
        String id = JsonPath.from(first).getString("ids[0]");
        String digest = JsonPath.from(first).getString("blobs_digest");
        List<List<String>> forged = List.of(
                lines.subList(1, 4),
                lines.subList(0, 3),
                List.of(lines.get(1), first, lines.get(2), lines.get(3)),
                List.of(first, first, lines.get(1), lines.get(2), lines.get(3)),
                List.of(first.replace(id, UUID.randomUUID().toString()), lines.get(1), lines.get(2), lines.get(3)),
                List.of(first.replace(digest, "00".repeat(32)), lines.get(1), lines.get(2), lines.get(3)),
                List.of(first.replace("\"chunk\":0", "\"chunk\":9"), lines.get(1), lines.get(2), lines.get(3)),
                List.of(first.replace("\"slice\":0", "\"slice\":1"), lines.get(1), lines.get(2), lines.get(3)));
        for (List<String> leaves : forged) {
            assertThat(
                    leaves.toString(),
                    verify(jws, keys, String.join("\n", leaves)).code(),
                    is(1));
        }
        assertThat(verify(jws, keys, String.join("\n", lines)).code(), is(0));
    }

    @Test
    void outcomesThatAreChangedAfterTheEndDoNotFitTheCertificate() throws IOException {
        String job = finishedJob(15);
        Seed.update(
                "UPDATE bulk_job_outcome SET ids = array_reverse(ids) WHERE job_id = ?::uuid AND chunk_no = 0", job);
        assertThat(
                verify(certificate(job).getString("certificate"), keys(), leaves(job))
                        .code(),
                is(1));
    }

    @Test
    void theVerifierSaysHowItIsUsed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(
                VerifyCertificate.run(
                        List.of(VerifyCertificate.COMMAND), new PrintStream(out, true, StandardCharsets.UTF_8)),
                is(2));
        assertThat(out.toString(StandardCharsets.UTF_8), startsWith("usage:"));
    }
}
