package io.keysweep.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import io.keysweep.azure.KeyVaultException.Busy;
import io.keysweep.azure.KeyVaultException.Conflict;
import io.keysweep.azure.KeyVaultException.Denied;
import io.keysweep.azure.KeyVaultException.NotFound;
import io.keysweep.azure.KeyVaultException.Refused;
import io.keysweep.azure.KeyVaultException.Throttled;
import io.keysweep.azure.KeyVaultException.Unavailable;
import io.keysweep.dev.keyvault.Faults;
import io.keysweep.dev.keyvault.LocalKeyVault;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The adapter against the local Key Vault: what each failure of Azure's becomes. */
class AzureKeyVaultTest {

    private static LocalKeyVault server;
    private static Vertx vertx;
    private static TestAzureConfig config;
    private static KeyVault keyVault;
    private static VaultRef vault;

    private final String name = "key-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        server = LocalKeyVault.start("here");
        vertx = Vertx.vertx();
        config = TestAzureConfig.of(server);
        keyVault = new TestAzure(vertx, config).keyVault();
        vault = TestAzureConfig.ref(server.vault(1).uri());
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

    @Test
    void backsUpAKey() {
        create();

        assertTrue(result(keyVault.backUpKey(vault, name)).length >= 2_500);
    }

    @Test
    void takesAVaultUriWithASlashAtItsEnd() {
        create();

        assertTrue(result(keyVault.backUpKey(TestAzureConfig.ref(URI.create(vault.uri() + "/")), name)).length > 0);
    }

    @Test
    void countsVersionsOverSeveralPages() {
        for (int i = 0; i < 26; i++) {
            create();
        }

        assertEquals(26, result(keyVault.countVersions(vault, name)));
    }

    @Test
    void doesNothingBeforeTheSubscriptionAndCallsAnewOnEachOne() {
        create();
        int before = backups();
        Uni<byte[]> backup = keyVault.backUpKey(vault, name);
        assertEquals(before, backups());

        byte[] first = result(backup);
        byte[] second = result(backup);

        assertEquals(before + 2, backups());
        assertFalse(Arrays.equals(first, second), "each backup is a blob of its own");
    }

    @Test
    void answersOnTheContextOfTheCaller() {
        create();
        Context caller = vertx.getOrCreateContext();

        assertSame(caller, contextOfAnswer(caller, keyVault.backUpKey(vault, name)));
    }

    @Test
    void answersOnTheContextOfTheCallerAfterARetryToo() {
        create();
        server.vault(1).faults().failNext(1, 503);
        Context caller = vertx.getOrCreateContext();

        assertSame(caller, contextOfAnswer(caller, keyVault.backUpKey(vault, name)));
    }

    @Test
    void failsOnTheContextOfTheCaller() {
        Context caller = vertx.getOrCreateContext();

        assertSame(caller, contextOfAnswer(caller, keyVault.backUpKey(vault, name)));
    }

    @Test
    void aKeyThatIsNotThereIsNotFound() {
        assertTrue(failure(NotFound.class, keyVault.backUpKey(vault, name))
                .getMessage()
                .startsWith("Azure Key Vault answered 404 KeyNotFound: A key with (name/id) " + name));
        failure(NotFound.class, keyVault.countVersions(vault, name));
    }

    @Test
    void aMissingRightIsDenied() {
        server.vault(1).faults().failNext(1, 403);

        failure(Denied.class, keyVault.backUpKey(vault, name));
    }

    @Test
    void aTokenThatIsNotAcceptedIsDenied() {
        failure(Denied.class, with(config.withToken("another")).backUpKey(vault, name));
    }

    @Test
    void aMissingTokenIsDeniedAndWhatToDoIsNamed() {
        Denied denied = failure(Denied.class, with(config.withToken(null)).backUpKey(vault, name));

        assertEquals(
                "there are no credentials for Azure; give the vault a connection, or set keysweep.azure.platform-identity",
                denied.getMessage());
    }

    /** On a server of its own: the SDK remembers for the whole process which challenges it has accepted. */
    @Test
    void aVaultOutsideTheDomainOfItsChallengeGetsNoToken() {
        try (LocalKeyVault stranger = LocalKeyVault.start("here")) {
            KeyVault careful = with(TestAzureConfig.of(stranger).withChallengeResourceVerification());

            failure(
                    Refused.class,
                    careful.backUpKey(TestAzureConfig.ref(stranger.vault(1).uri()), name));

            assertEquals(Map.of(), stranger.vault(1).calls());
        }
    }

    @Test
    void aDisabledKeyIsRefused() {
        fail(403, "KeyDisabled", null);

        failure(Refused.class, keyVault.backUpKey(vault, name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ObjectIsBeingDeleted", "ObjectIsBeingRecovered"})
    void aKeyInTransitionIsBusy(String innerCode) {
        fail(409, innerCode, null);

        failure(Busy.class, keyVault.backUpKey(vault, name));
    }

    @Test
    void aConflictThatWaitingWillNotMendIsOne() {
        fail(409, "ObjectIsDeletedButRecoverable", null);

        failure(Conflict.class, keyVault.backUpKey(vault, name));
    }

    @Test
    void aBadRequestIsRefused() {
        server.vault(1).faults().failNext(1, 400);

        failure(Refused.class, keyVault.backUpKey(vault, name));
    }

    @Test
    void throttlingPassesOnRetry() {
        create();
        server.vault(1).faults().throttleNext(2, null);

        assertTrue(result(keyVault.backUpKey(vault, name)).length > 0);
    }

    @Test
    void throttlingThatLastsIsToldWithoutAWait() {
        server.vault(1).faults().throttleNext(3, null);

        assertEquals(
                Optional.empty(),
                failure(Throttled.class, keyVault.backUpKey(vault, name)).retryAfter());
    }

    @Test
    void aWaitThatDoesNotFitIsToldAtOnceAndNotRetried() {
        server.vault(1).faults().throttleNext(1, 3_600);
        int before = backups();

        // One of its own: it makes no call to that vault any more.
        Throttled throttled = failure(Throttled.class, with(config).backUpKey(vault, name));

        assertEquals(Optional.of(Duration.ofMinutes(5)), throttled.retryAfter());
        assertEquals(before + 1, backups());
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void aFailureOfAzureIsRetriedAndThenUnavailable(int status) {
        server.vault(1).faults().failNext(3, status);
        int before = backups();

        failure(Unavailable.class, keyVault.backUpKey(vault, name));

        assertEquals(before + 3, backups());
    }

    @Test
    void aDroppedConnectionIsRetriedAndThenUnavailable() {
        create();
        server.vault(1).faults().dropNext(2);
        assertTrue(result(keyVault.backUpKey(vault, name)).length > 0);

        server.vault(1).faults().dropNext(3);
        failure(Unavailable.class, keyVault.backUpKey(vault, name));
    }

    @Test
    void noAnswerInTimeIsUnavailable() {
        create();
        KeyVault hasty = with(config.withTimeout(Duration.ofMillis(300)));
        assertTrue(result(hasty.backUpKey(vault, name)).length > 0);
        server.vault(1).faults().delayNext(1, Duration.ofMinutes(10));

        Unavailable late = failure(Unavailable.class, hasty.backUpKey(vault, name));

        assertTrue(late.getMessage().contains("300 ms"));
    }

    @Test
    void aServerThatCannotBeReachedIsUnavailable() {
        failure(Unavailable.class, keyVault.backUpKey(TestAzureConfig.ref(URI.create("https://localhost:1")), name));
    }

    @Test
    void aCertificateThatIsNotTrustedIsUnavailable() {
        failure(Unavailable.class, with(config.withoutTrust()).backUpKey(vault, name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://name.vault.azure.net",
                "name.vault.azure.net",
                "https:///keys",
                "https://user@name.vault.azure.net",
                "https://name.vault.azure.net/keys",
                "https://name.vault.azure.net?x=y"
            })
    void aVaultUriThatIsNoHttpsOriginIsRefused(String uri) {
        failure(Refused.class, keyVault.backUpKey(TestAzureConfig.ref(URI.create(uri)), name));
    }

    private KeyVault with(AzureConfig other) {
        return new TestAzure(vertx, other).keyVault();
    }

    private void create() {
        TestAzure.client(vertx, config, vault)
                .createEcKey(new CreateEcKeyOptions(name))
                .block();
    }

    private static void fail(int status, String innerCode, String code) {
        server.vault(1)
                .faults()
                .add(1, new Faults.Fault(status, code, innerCode, null, Duration.ZERO, false, "backup"));
    }

    private static int backups() {
        return server.vault(1).calls().getOrDefault("backup", 0);
    }

    private static <T> T result(Uni<T> call) {
        return call.subscribeAsCompletionStage().join();
    }

    private static <E extends KeyVaultException> E failure(Class<E> type, Uni<?> call) {
        CompletionException failure = assertThrows(CompletionException.class, () -> result(call));
        return assertInstanceOf(type, failure.getCause());
    }

    private static Context contextOfAnswer(Context caller, Uni<?> call) {
        CompletableFuture<Context> seen = new CompletableFuture<>();
        Uni<Context> context = call.onItemOrFailure().transform((item, failure) -> Vertx.currentContext());
        caller.runOnContext(nothing -> context.subscribe().with(seen::complete, seen::completeExceptionally));
        return seen.join();
    }
}
