package io.keysweep.audit;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Seed;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Supplier;

/** An account whose jobs have certificates, and what it asks for them. */
record SignedJobs(String account, Supplier<RequestSpecification> caller) {

    private static final Instant JANUARY = Instant.parse("2024-01-01T00:00:00Z");
    private static final int BACKUPS = 3;

    /** Runs a job that deletes some backups; gives its id. */
    String run() {
        UUID vault = Seed.vault(account, "vault-" + UUID.randomUUID());
        Seed.backups(Seed.key(vault, "signing"), BACKUPS, JANUARY, JANUARY.plusSeconds(BACKUPS), 20);
        return new BulkJobs(caller).run("vault_id", vault).getString("id");
    }

    /** Asks for its certificate. */
    ValidatableResponse ask(String job) {
        return caller.get().get(BulkJobs.PATH + "/" + job + "/certificate").then();
    }

    /** The certificate. */
    String certificate(String job) {
        return ask(job).statusCode(200).extract().path("certificate");
    }

    /** The published keys. */
    String keys() {
        return caller.get()
                .get("/api/v1/audit/keys")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    /** Which key signed. */
    static String keyId(String jws) {
        byte[] header = Base64.getUrlDecoder().decode(jws.substring(0, jws.indexOf('.')));
        return JsonPath.from(new String(header, StandardCharsets.UTF_8)).getString("kid");
    }
}
