package io.keysweep.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.http.policy.RetryStrategy;
import io.keysweep.azure.KeyVaultException.Unavailable;
import io.keysweep.dev.keyvault.Faults;
import io.keysweep.dev.keyvault.LocalKeyVault;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A key is made once: only what Azure cannot have done is tried again, since it may have done all else. */
class NewKeyRetriesTest {

    private static final NewKey ORDINARY = new NewKey("EC", null, null, List.of(), KeyAttributes.NONE, Map.of());

    private static LocalKeyVault server;
    private static Vertx vertx;
    private static KeyVault keyVault;
    private static VaultRef vault;

    private final String name = "key-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        server = LocalKeyVault.start("here");
        vertx = Vertx.vertx();
        keyVault = new TestAzure(vertx, TestAzureConfig.of(server)).keyVault();
        vault = TestAzureConfig.ref(server.vault(1).uri());
    }

    @AfterAll
    static void stop() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void asUsual() {
        server.vault(1).faults().clear();
    }

    private static void fault(String operation, int count, int status) {
        server.vault(1)
                .faults()
                .add(count, new Faults.Fault(status, null, null, null, Duration.ZERO, status == 0, operation));
    }

    private Uni<VaultKey> made(String operation) {
        return operation.equals("create")
                ? keyVault.createKey(vault, name, ORDINARY)
                : keyVault.importKey(vault, name, imported());
    }

    private static ImportedKey imported() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return new ImportedKey(generator.generateKeyPair(), false, List.of(), KeyAttributes.NONE, Map.of());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int calls(String operation) {
        return server.vault(1).calls().getOrDefault(operation, 0);
    }

    private static void isUnavailable(Uni<?> call) {
        CompletionException failure = assertThrows(CompletionException.class, () -> call.subscribeAsCompletionStage()
                .join());
        assertInstanceOf(Unavailable.class, failure.getCause());
    }

    @ParameterizedTest
    @CsvSource({"create, 408", "create, 500", "create, 503", "import, 503"})
    void noErrorThatMayHaveHadAnEffectIsRetried(String operation, int status) {
        fault(operation, 1, status);
        int before = calls(operation);

        isUnavailable(made(operation));

        assertEquals(before + 1, calls(operation));
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "import"})
    void noLostAnswerIsRetried(String operation) {
        fault(operation, 1, 0);
        int before = calls(operation);

        isUnavailable(made(operation));

        assertEquals(before + 1, calls(operation));
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "import"})
    void throttlingIsRetried(String operation) {
        fault(operation, 2, 429);

        assertEquals(name, made(operation).await().indefinitely().name());
        assertEquals(1, keyVault.countVersions(vault, name).await().indefinitely());
    }

    @Test
    void failuresToConnectAreRetried() {
        RetryStrategy strategy = new NewKeyRetry(TestAzureConfig.of(server));

        assertTrue(strategy.shouldRetryException(new ConnectException("refused")));
        assertTrue(strategy.shouldRetryException(new UnknownHostException("payments.vault.azure.net")));
        assertTrue(strategy.shouldRetryException(new NoRouteToHostException("unreachable")));
        assertTrue(strategy.shouldRetryException(new SSLHandshakeException("no common cipher")));
        assertFalse(strategy.shouldRetryException(new IOException("connection reset")));
        assertFalse(strategy.shouldRetryException(new TimeoutException("no answer")));
    }
}
