package io.keysweep.audit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints outside of the service: the verifier needs nothing but a public key. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class CheckpointVerifierTest {

    @TempDir
    Path directory;

    private final String account = Seed.account();

    private JsonPath checkpoint() {
        Seed.vault(account, "payments");
        return Callers.admin(account)
                .get("/api/v1/audit/verify")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private String keys() {
        return Callers.admin(account)
                .get("/api/v1/audit/keys")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    @Test
    void saysHowFarTheChainWent() throws IOException {
        JsonPath end = checkpoint();

        Verdict verdict = Verdict.on(directory, end.getString("checkpoint.jws"), keys(), null);

        assertThat(verdict.said(), verdict.code(), is(0));
        assertThat(verdict.said(), startsWith("signature valid"));
        assertThat(verdict.said(), containsString("\"account\" : \"" + account + "\""));
        assertThat(verdict.said(), containsString(end.getString("checkpoint.hash")));
    }

    // By what the README says, and nothing of the service.
    @Test
    void theHashItNamesFollowsFromTheRecordAsAnswered() throws IOException, GeneralSecurityException {
        JsonPath end = checkpoint();
        JsonPath record = Callers.admin(account)
                .get("/api/v1/audit/records/" + end.getLong("checkpoint.seq"))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(1);
        out.write(HexFormat.of().parseHex(record.getString("previous_hash")));
        out.writeLong(record.getLong("id"));
        out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(record.getString("createdAt"))));
        for (String field : List.of("actor", "address", "request_id", "action", "resource", "outcome", "details")) {
            if (field.equals("actor")) {
                write(out, account);
            }
            write(out, record.getString(field));
        }
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());

        assertThat(HexFormat.of().formatHex(hash), equalTo(record.getString("hash")));
        assertThat(record.getString("hash"), equalTo(end.getString("checkpoint.hash")));
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    @Test
    void everyChangedByteIsFound() throws IOException {
        String jws = checkpoint().getString("checkpoint.jws");
        String keys = keys();
        for (int at = 0; at < jws.length(); at++) {
            char other = jws.charAt(at) == 'A' ? 'B' : 'A';
            String changed = jws.substring(0, at) + other + jws.substring(at + 1);
            assertThat(
                    "character " + at,
                    Verdict.on(directory, changed, keys, null).code(),
                    is(1));
        }
    }

    @Test
    void hasNoLeaves() throws IOException {
        Verdict verdict = Verdict.on(directory, checkpoint().getString("checkpoint.jws"), keys(), "");

        assertThat(verdict.code(), is(1));
        assertThat(verdict.said(), startsWith("NOT VALID: a checkpoint has no leaves"));
    }
}
