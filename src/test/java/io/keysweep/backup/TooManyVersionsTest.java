package io.keysweep.backup;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.azure.KeyAttributes;
import io.keysweep.azure.KeyVault;
import io.keysweep.azure.KeyVaultException;
import io.keysweep.azure.LocalAzure;
import io.keysweep.azure.NewKey;
import io.keysweep.azure.VaultRef;
import io.keysweep.dev.keyvault.Faults;
import io.keysweep.dev.keyvault.LocalKeyVault;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key with more versions than Azure backs up: nothing comes to be sealed or stored. */
class TooManyVersionsTest {

    private static final NewKey ORDINARY = new NewKey("EC", null, null, List.of(), KeyAttributes.NONE, Map.of());

    private LocalKeyVault server;
    private Vertx vertx;
    private KeyVault azure;
    private VaultRef vault;

    @BeforeEach
    void start() {
        server = LocalKeyVault.start("here");
        vertx = Vertx.vertx();
        azure = LocalAzure.keyVault(vertx, server);
        vault = LocalAzure.vault(server);
    }

    @AfterEach
    void stop() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void versions(int count) {
        result(Multi.createFrom()
                .range(0, count)
                .onItem()
                .transformToUni(i -> azure.createKey(vault, "many", ORDINARY))
                .merge(8)
                .collect()
                .asList());
    }

    private Throwable failure() {
        KeyBackups backups = new KeyBackups(azure, new BlobCipher(null), new BackupStoreRepository(null));
        BackedUpKey key = new BackedUpKey(UUID.randomUUID(), UUID.randomUUID(), vault, "many");
        return assertThrows(CompletionException.class, () -> result(backups.take(key, BackupType.SYNC)))
                .getCause();
    }

    @Test
    void isToldWithTheNumberOfVersionsAndAzuresWords() {
        versions(501);

        String told =
                assertInstanceOf(TooManyVersionsException.class, failure()).getMessage();

        assertTrue(told.contains("has 501 versions"), told);
        assertTrue(told.contains("Azure Key Vault answered 400"), told);
    }

    @Test
    void isNotBlamedForOtherRefusals() {
        versions(2);
        server.vault(1).faults().add(1, new Faults.Fault(400, null, null, null, Duration.ZERO, false, "backup"));

        assertInstanceOf(KeyVaultException.Refused.class, failure());
    }

    private static <T> T result(Uni<T> call) {
        return call.subscribeAsCompletionStage().join();
    }
}
