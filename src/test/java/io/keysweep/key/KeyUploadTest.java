package io.keysweep.key;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads of keys, which come with the request. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class KeyUploadTest {

    private final String account = Seed.account();
    private final String name = "orders-" + UUID.randomUUID();
    private UUID vault;

    @BeforeEach
    void registerVault() {
        vault = AzureVault.number(1).register(account, "payments");
    }

    private ValidatableResponse upload(Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>(Map.of("key_name", name, "key_vault", vault.toString()));
        body.putAll(more);
        return Callers.admin(account)
                .contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/cckm/azure/upload-key")
                .then();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P-256", "P-384", "P-521"})
    void uploadsAnEllipticCurveKeyInPem(String curve) {
        TestKeys.Pair pair = TestKeys.ec(curve);

        upload(Map.of("key_material", pair.pem(), "azure_param", Map.of("tags", Map.of("env", "up"))))
                .statusCode(201)
                .body("status", equalTo("AVAILABLE"))
                .body("azure_param.key.crv", equalTo(curve))
                .body("azure_param.key.x", equalTo(pair.x()))
                .body("azure_param.tags.env", equalTo("up"))
                .body("backup", notNullValue());
        AzureVault.number(1).key(name).body("key.x", equalTo(pair.x()));
    }

    @Test
    void uploadsAnRsaKeyInPemIntoAModule() {
        TestKeys.Pair pair = TestKeys.rsa();

        upload(Map.of("key_material", pair.pem(), "source_key_tier", "local", "azure_param", Map.of("hsm", true)))
                .statusCode(201)
                .body("azure_param.key.kty", equalTo("RSA-HSM"))
                .body("azure_param.key.n", equalTo(pair.n()));
    }

    @Test
    void uploadsAJsonWebKey() {
        TestKeys.Pair pair = TestKeys.rsa();

        upload(Map.of("key_material", pair.jwk())).statusCode(201).body("azure_param.key.n", equalTo(pair.n()));
    }

    @Test
    void uploadsTheKeyOfAPfx() {
        String pfx = TestKeys.pfx("secret-1");

        upload(Map.of("source_key_tier", "pfx", "pfx", pfx, "password", "secret-1"))
                .statusCode(201)
                .body("azure_param.key.kty", equalTo("RSA"));
        upload(Map.of("source_key_tier", "pfx", "pfx", pfx, "password", "wrong", "key_name", name + "-2"))
                .statusCode(400)
                .body("message", startsWith("pfx: "))
                .body("message", not(containsString("wrong")));
    }

    @Test
    void refusesAPfxThatWouldKeepACoreBusy() {
        String pfx = TestKeys.pfx("secret-1", 2_000_000, 1, 1);

        upload(Map.of("source_key_tier", "pfx", "pfx", pfx, "password", "secret-1"))
                .statusCode(400)
                .body("message", startsWith("pfx: takes 2000002 rounds of key derivation in all, and at most 2000000"));
    }

    @Test
    void refusesHalvesThatDoNotBelongTogether() {
        TestKeys.Pair one = TestKeys.ec("P-256");
        TestKeys.Pair other = TestKeys.ec("P-256");

        upload(Map.of("key_material", one.jwk().replace(one.x(), other.x()).replace(one.y(), other.y())))
                .statusCode(400)
                .body("message", startsWith("key_material: "));
    }

    // The JDK would compute with it for hours.
    @ParameterizedTest
    @ValueSource(strings = {"p", "q", "dp", "dq", "qi", "d"})
    void refusesAnRsaKeyWithANumberThatIsBeyondItsModulus(String member) {
        String number = "\"" + member + "\":\"";
        String jwk = TestKeys.rsa().jwk();
        assertThat(jwk, containsString(number));

        upload(Map.of("key_material", jwk.replace(number, number + "f".repeat(20_000))))
                .statusCode(400)
                .body("message", equalTo("key_material: the numbers of the RSA key do not belong together"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key_material         | nonsense",
                "key_material         | {}",
                "key_material         | {\"kty\":\"RSA\",\"n\":\"AQAB\"}",
                "key_material         | -----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----",
                "key_material         | -----BEGIN ENCRYPTED PRIVATE KEY-----AAAA-----END ENCRYPTED PRIVATE KEY-----",
                "local_key_identifier | b7f3",
                "source_key_tier      | dsm",
                "kek_kid              | https://x/keys/a/1"
            })
    void refusesWhatItCannotRead(String field, String value) {
        Map<String, Object> body = new HashMap<>(Map.of("key_material", "x"));
        body.put(field, value);

        upload(body)
                .statusCode(400)
                .body("message", startsWith(field + ": "))
                .body("message", not(containsString("AAAA")));
    }

    @Test
    void wantsMaterial() {
        upload(Map.of()).statusCode(400).body("message", equalTo("key_material: is missing"));
        upload(Map.of("source_key_tier", "pfx")).statusCode(400).body("message", equalTo("pfx: is missing"));
    }
}
