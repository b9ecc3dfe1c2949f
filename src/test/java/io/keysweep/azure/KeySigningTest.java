package io.keysweep.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.security.keyvault.keys.KeyAsyncClient;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.keysweep.dev.keyvault.LocalKeyVault;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signing through Azure's own SDK, against the local Key Vault. */
class KeySigningTest {

    private static final byte[] TEXT = "what is signed".getBytes(StandardCharsets.UTF_8);

    private static LocalKeyVault server;
    private static Vertx vertx;
    private static KeyAsyncClient client;
    private static TestAzureConfig config;

    // Of its own: what one test was told of throttling is nothing to the next.
    private final KeySigning signing = new TestAzure(vertx, config).cryptography();
    private final KeyIdentifier key =
            new KeyIdentifier(server.vault(1).uri(), "key-" + UUID.randomUUID(), Optional.empty());

    @BeforeAll
    static void start() {
        server = LocalKeyVault.start("here");
        vertx = Vertx.vertx();
        config = TestAzureConfig.of(server);
        client = TestAzure.client(
                vertx, config, TestAzureConfig.ref(server.vault(1).uri()));
    }

    @AfterAll
    static void stop() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void noFaults() {
        server.vault(1).faults().clear();
    }

    private static <T> T now(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    private KeyVaultKey ec(KeyCurveName curve) {
        return client.createEcKey(new CreateEcKeyOptions(key.name()).setCurveName(curve))
                .block();
    }

    private byte[] sign(KeyVaultKey version, String algorithm, String hash) throws Exception {
        return now(signing.sign(
                key.at(version.getProperties().getVersion()),
                algorithm,
                MessageDigest.getInstance(hash).digest(TEXT)));
    }

    private static void assertVerifies(PublicKey half, String algorithm, byte[] signed) throws Exception {
        Signature signature = Signature.getInstance(algorithm);
        signature.initVerify(half);
        signature.update(TEXT);
        assertTrue(signature.verify(signed));
    }

    @Test
    void anEcKeySignsAsAJwsHasIt() throws Exception {
        KeyVaultKey p256 = ec(KeyCurveName.P_256);
        byte[] signed = sign(p256, "ES256", "SHA-256");
        assertEquals(64, signed.length);
        assertVerifies(p256.getKey().toEc().getPublic(), "SHA256withECDSAinP1363Format", signed);

        KeyVaultKey p384 = ec(KeyCurveName.P_384);
        signed = sign(p384, "ES384", "SHA-384");
        assertEquals(96, signed.length);
        assertVerifies(p384.getKey().toEc().getPublic(), "SHA384withECDSAinP1363Format", signed);
    }

    @Test
    void anRsaKeySigns() throws Exception {
        KeyVaultKey rsa =
                client.createRsaKey(new CreateRsaKeyOptions(key.name())).block();

        assertVerifies(rsa.getKey().toRsa().getPublic(), "SHA256withRSA", sign(rsa, "RS256", "SHA-256"));
    }

    @Test
    void eachVersionSignsForItselfAndTheNewestIsFound() throws Exception {
        KeyVaultKey first = ec(KeyCurveName.P_256);
        KeyVaultKey second = ec(KeyCurveName.P_256);

        VaultKey newest = now(signing.version(key));
        VaultKey pinned = now(signing.version(key.at(first.getProperties().getVersion())));

        assertEquals(second.getId(), newest.kid());
        assertEquals(first.getId(), pinned.kid());
        assertEquals("P-256", newest.crv());
        assertVerifies(
                first.getKey().toEc().getPublic(), "SHA256withECDSAinP1363Format", sign(first, "ES256", "SHA-256"));
    }

    @Test
    void aCallIsOneRequestAndAsksForNoKeyFirst() throws Exception {
        KeyVaultKey version = ec(KeyCurveName.P_256);
        int gets = calls("get");
        int signs = calls("sign");

        sign(version, "ES256", "SHA-256");
        sign(version, "ES256", "SHA-256");

        assertEquals(gets, calls("get"));
        assertEquals(signs + 2, calls("sign"));
    }

    private static int calls(String operation) {
        return server.vault(1).calls().getOrDefault(operation, 0);
    }

    @Test
    void tellsFailuresApart() {
        KeyVaultKey version = ec(KeyCurveName.P_256);
        assertThrows(KeyVaultException.Refused.class, () -> sign(version, "ES256", "SHA-384"));
        assertThrows(KeyVaultException.Refused.class, () -> sign(version, "RS256", "SHA-256"));

        server.vault(1).faults().failNext(10, 503);
        assertThrows(KeyVaultException.Unavailable.class, () -> sign(version, "ES256", "SHA-256"));
        server.vault(1).faults().clear();

        server.vault(1).faults().throttleNext(10, 30);
        assertThrows(KeyVaultException.Throttled.class, () -> sign(version, "ES256", "SHA-256"));
        server.vault(1).faults().clear();
    }

    @Test
    void aVersionThatIsDisabledOrMayNotSignIsForTheOperatorToMend() {
        KeyVaultKey disabled = ec(KeyCurveName.P_256);
        client.updateKeyProperties(disabled.getProperties().setEnabled(false)).block();
        assertThrows(KeyVaultException.Denied.class, () -> sign(disabled, "ES256", "SHA-256"));

        KeyVaultKey verifies = ec(KeyCurveName.P_256);
        client.updateKeyProperties(verifies.getProperties(), KeyOperation.VERIFY)
                .block();
        assertThrows(KeyVaultException.Denied.class, () -> sign(verifies, "ES256", "SHA-256"));
    }

    @Test
    void aKeyThatIsNotThereIsNotFound() {
        assertThrows(KeyVaultException.NotFound.class, () -> now(signing.version(key)));
    }
}
