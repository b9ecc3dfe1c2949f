package io.keysweep.azure;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.util.polling.LongRunningOperationStatus;
import com.azure.security.keyvault.keys.KeyAsyncClient;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.DeletedKey;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.keysweep.dev.keyvault.LocalKeyVault;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The client of Azure's own SDK, as the service uses it, against the local Key Vault: it must not tell the difference. */
class LocalKeyVaultTest {

    private static final Duration SOON = Duration.ofMillis(5);

    private static LocalKeyVault server;
    private static Vertx vertx;
    private static KeyAsyncClient client;
    private static KeyAsyncClient neighbour;
    private static KeyAsyncClient abroad;

    private final String name = "key-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        server = LocalKeyVault.start("westeurope", "westeurope", "eastus");
        vertx = Vertx.vertx();
        TestAzureConfig config = TestAzureConfig.of(server);
        client = TestAzure.client(
                vertx, config, TestAzureConfig.ref(server.vault(1).uri()));
        neighbour = TestAzure.client(
                vertx, config, TestAzureConfig.ref(server.vault(2).uri()));
        abroad = TestAzure.client(
                vertx, config, TestAzureConfig.ref(server.vault(3).uri()));
    }

    @AfterAll
    static void stop() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void noFaults() {
        server.vault(1).faults().clear();
        server.vault(1).deletionPolls(0);
    }

    @Test
    void createsKeysOfEveryTypeAndSize() {
        for (int size : new int[] {2048, 3072, 4096}) {
            KeyVaultKey key = client.createRsaKey(new CreateRsaKeyOptions(name + size).setKeySize(size))
                    .block();
            assertEquals(KeyType.RSA, key.getKeyType());
            assertEquals(size / 8, key.getKey().getN().length);
        }
        for (KeyCurveName curve : List.of(KeyCurveName.P_256, KeyCurveName.P_384, KeyCurveName.P_521)) {
            KeyVaultKey key = client.createEcKey(new CreateEcKeyOptions(name + curve).setCurveName(curve))
                    .block();
            assertEquals(curve, key.getKey().getCurveName());
            assertEquals(key.getKey().getX().length, key.getKey().getY().length);
        }
    }

    @Test
    void acceptsHardwareTypes() {
        KeyVaultKey rsa = client.createRsaKey(new CreateRsaKeyOptions(name).setHardwareProtected(true))
                .block();
        KeyVaultKey ec = client.createEcKey(new CreateEcKeyOptions(name + "e").setHardwareProtected(true))
                .block();

        assertEquals(KeyType.RSA_HSM, rsa.getKeyType());
        assertEquals(KeyType.EC_HSM, ec.getKeyType());
    }

    @Test
    void keepsAttributesTagsAndOperations() {
        OffsetDateTime end = OffsetDateTime.parse("2031-01-01T00:00:00Z");
        client.createRsaKey(new CreateRsaKeyOptions(name)
                        .setEnabled(false)
                        .setExpiresOn(end)
                        .setTags(Map.of("team", "payments"))
                        .setKeyOperations(KeyOperation.SIGN))
                .block();

        KeyVaultKey key = client.getKey(name).block();

        assertEquals(name, key.getName());
        assertFalse(key.getProperties().isEnabled());
        assertEquals(end, key.getProperties().getExpiresOn());
        assertEquals(Map.of("team", "payments"), key.getProperties().getTags());
        assertEquals(List.of(KeyOperation.SIGN), key.getKeyOperations());
        assertEquals("Recoverable+Purgeable", key.getProperties().getRecoveryLevel());
        assertEquals(
                server.vault(1).uri() + "/keys/" + name + "/"
                        + key.getProperties().getVersion(),
                key.getId());
    }

    @Test
    void refusesAnUnknownSize() {
        assertFails(400, client.createRsaKey(new CreateRsaKeyOptions(name).setKeySize(1024)));
    }

    @Test
    void getsTheLatestVersionOrTheOneAskedFor() {
        String first = create().getProperties().getVersion();
        String second = create().getProperties().getVersion();

        assertNotEquals(first, second);
        assertEquals(second, client.getKey(name).block().getProperties().getVersion());
        assertEquals(first, client.getKey(name, first).block().getProperties().getVersion());
    }

    @Test
    void updatesTheVersionAskedFor() {
        KeyProperties first = create().getProperties();
        create();

        KeyVaultKey updated = client.updateKeyProperties(
                        first.setEnabled(false).setTags(Map.of("a", "b")), KeyOperation.WRAP_KEY)
                .block();

        assertFalse(updated.getProperties().isEnabled());
        assertEquals(Map.of("a", "b"), updated.getProperties().getTags());
        assertEquals(List.of(KeyOperation.WRAP_KEY), updated.getKeyOperations());
        assertTrue(client.getKey(name).block().getProperties().isEnabled());
    }

    @Test
    void listsMoreKeysThanOnePageHolds() {
        Set<String> names = IntStream.range(0, 60)
                .mapToObj(i -> name + "-" + i)
                .peek(this::create)
                .collect(toSet());

        List<String> listed = client.listPropertiesOfKeys()
                .map(KeyProperties::getName)
                .collectList()
                .block();

        assertTrue(listed.containsAll(names));
        assertEquals(listed.size(), Set.copyOf(listed).size());
        assertEquals(
                25,
                client.listPropertiesOfKeys().byPage().blockFirst().getValue().size());
    }

    @Test
    void listsMoreVersionsThanOnePageHolds() {
        Set<String> versions = IntStream.range(0, 51)
                .mapToObj(i -> create().getProperties().getVersion())
                .collect(toSet());

        List<String> listed = client.listPropertiesOfKeyVersions(name)
                .map(KeyProperties::getVersion)
                .collectList()
                .block();

        assertEquals(51, listed.size());
        assertEquals(versions, Set.copyOf(listed));
    }

    @Test
    void listsNoVersionsOfAKeyThatIsNotThere() {
        assertEquals(0, client.listPropertiesOfKeyVersions(name).count().block());
    }

    @Test
    void backsUpAllVersionsAndRestoresThemAfterAPurge() {
        String first = create().getProperties().getVersion();
        KeyVaultKey second = create();
        byte[] blob = client.backupKey(name).block();
        delete();
        client.purgeDeletedKey(name).block();

        KeyVaultKey restored = client.restoreKeyBackup(blob).block();

        assertEquals(second.getId(), restored.getId());
        assertArrayEquals(second.getKey().getN(), restored.getKey().getN());
        assertEquals(first, client.getKey(name, first).block().getProperties().getVersion());
        assertTrue(blob.length >= 2_500 && blob.length < 10_000, "blob of " + blob.length + " bytes");
    }

    @Test
    void restoresIntoAnotherVaultOfTheSameGeographyOnly() {
        create();
        byte[] blob = client.backupKey(name).block();

        assertEquals(name, neighbour.restoreKeyBackup(blob).block().getName());
        HttpResponseException refused = assertFails(400, abroad.restoreKeyBackup(blob));
        assertTrue(refused.getMessage().contains("Cannot decrypt backup blob"));
    }

    @Test
    void refusesToRestoreOverAKeyThatIsThere() {
        create();
        byte[] blob = client.backupKey(name).block();

        assertFails(409, client.restoreKeyBackup(blob));
    }

    @Test
    void aDeletedKeyKeepsItsNameUntilItIsPurged() {
        create();
        byte[] blob = client.backupKey(name).block();
        delete();

        assertFails(404, client.getKey(name));
        assertFails(409, client.createRsaKey(new CreateRsaKeyOptions(name)));
        assertFails(409, client.restoreKeyBackup(blob));
        assertEquals(name, client.getDeletedKey(name).block().getName());

        client.purgeDeletedKey(name).block();
        assertFails(404, client.getDeletedKey(name));
        create();
    }

    @Test
    void listsDeletedKeysOverSeveralPages() {
        Set<String> names = IntStream.range(0, 30)
                .mapToObj(i -> name + "-" + i)
                .peek(this::create)
                .collect(toSet());
        Flux.fromIterable(names)
                .concatMap(each ->
                        client.beginDeleteKey(each).setPollInterval(SOON).take(1))
                .blockLast();

        List<DeletedKey> deleted = client.listDeletedKeys()
                .filter(key -> names.contains(key.getName()))
                .collectList()
                .block();

        assertEquals(30, deleted.size());
        assertTrue(deleted.get(0)
                .getRecoveryId()
                .endsWith("/deletedkeys/" + deleted.get(0).getName()));
    }

    @Test
    void recoversADeletedKey() {
        String version = create().getProperties().getVersion();
        delete();

        client.beginRecoverDeletedKey(name).setPollInterval(SOON).blockLast();

        assertEquals(version, client.getKey(name).block().getProperties().getVersion());
        assertFails(404, client.getDeletedKey(name));
    }

    @Test
    void theNameOfAKeyBeingDeletedIsBusy() {
        server.vault(1).deletionPolls(Integer.MAX_VALUE);
        create();
        client.beginDeleteKey(name).setPollInterval(SOON).blockFirst();

        HttpResponseException busy = assertFails(409, client.createRsaKey(new CreateRsaKeyOptions(name)));

        assertEquals("ObjectIsBeingDeleted", innerCode(busy));
        assertFails(409, client.backupKey(name));
        assertFails(409, client.purgeDeletedKey(name));
        assertFails(404, client.getDeletedKey(name));
    }

    @Test
    void theClientWaitsUntilAKeyIsDeleted() {
        server.vault(1).deletionPolls(2);
        create();

        List<LongRunningOperationStatus> seen = client.beginDeleteKey(name)
                .setPollInterval(SOON)
                .map(poll -> poll.getStatus())
                .collectList()
                .block();

        assertEquals(
                List.of(
                        LongRunningOperationStatus.IN_PROGRESS,
                        LongRunningOperationStatus.IN_PROGRESS,
                        LongRunningOperationStatus.SUCCESSFULLY_COMPLETED),
                seen);
    }

    private static String innerCode(HttpResponseException failure) {
        Map<?, ?> error = (Map<?, ?>) ((Map<?, ?>) failure.getValue()).get("error");
        return (String) ((Map<?, ?>) error.get("innererror")).get("code");
    }

    @Test
    void wrapsAndUnwrapsAKeyInTheVault() {
        create();
        byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);
        byte[] wrapped = client.getCryptographyAsyncClient(name)
                .wrapKey(KeyWrapAlgorithm.RSA_OAEP_256, secret)
                .block()
                .getEncryptedKey();

        assertNotEquals(secret.length, wrapped.length);
        assertArrayEquals(
                secret,
                client.getCryptographyAsyncClient(name)
                        .unwrapKey(KeyWrapAlgorithm.RSA_OAEP_256, wrapped)
                        .block()
                        .getKey());
    }

    @Test
    void answersKeyNotFound() {
        HttpResponseException missing = assertFails(404, client.backupKey(name));

        assertTrue(missing.getMessage().contains("KeyNotFound"));
    }

    @Test
    void refusesAnotherToken() {
        TestAzureConfig strange = TestAzureConfig.of(server).withToken("another");

        assertFails(
                401,
                TestAzure.client(
                                vertx,
                                strange,
                                TestAzureConfig.ref(server.vault(1).uri()))
                        .getKey(name));
    }

    @Test
    void takesAnyTokenWhenStartedSo() {
        try (LocalKeyVault open = LocalKeyVault.startForAnyToken("anywhere")) {
            TestAzureConfig strange = TestAzureConfig.of(open).withToken("another");

            assertFails(
                    404,
                    TestAzure.client(
                                    vertx,
                                    strange,
                                    TestAzureConfig.ref(open.vault(1).uri()))
                            .getKey(name));
        }
    }

    @Test
    void aThrottledCallPassesOnRetry() {
        create();
        server.vault(1).faults().throttleNext(1, 0);
        int before = server.vault(1).calls().getOrDefault("get", 0);

        assertEquals(name, client.getKey(name).block().getName());
        assertEquals(before + 2, server.vault(1).calls().get("get"));
    }

    @Test
    void aDroppedConnectionPassesOnRetry() {
        create();
        server.vault(1).faults().dropNext(1);

        assertEquals(name, client.getKey(name).block().getName());
    }

    @Test
    void aForbiddenCallFails() {
        server.vault(1).faults().failNext(1, 403);

        assertFails(403, client.backupKey(name));
    }

    private KeyVaultKey create() {
        return create(name);
    }

    private KeyVaultKey create(String called) {
        return client.createRsaKey(new CreateRsaKeyOptions(called).setKeySize(2048))
                .block();
    }

    private void delete() {
        client.beginDeleteKey(name).setPollInterval(SOON).blockLast();
    }

    private static HttpResponseException assertFails(int status, Mono<?> call) {
        HttpResponseException failure = assertThrows(HttpResponseException.class, call::block);
        assertEquals(status, failure.getResponse().getStatusCode());
        return failure;
    }
}
