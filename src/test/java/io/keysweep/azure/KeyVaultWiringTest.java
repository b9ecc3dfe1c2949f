package io.keysweep.azure;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** The adapter as the service gets it: its settings and Quarkus's own Vert.x. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class KeyVaultWiringTest {

    @Inject
    KeyVault keyVault;

    @Test
    void reachesTheVaultsOfTheTestEnvironment() {
        for (int number = 1; number <= 2; number++) {
            CompletableFuture<byte[]> answer = keyVault.backUpKey(
                            new VaultRef(TestEnvironment.vaultUri(number), "kylo", null), "none")
                    .subscribeAsCompletionStage();

            CompletionException failure = assertThrows(CompletionException.class, answer::join);
            assertInstanceOf(KeyVaultException.NotFound.class, failure.getCause());
        }
    }
}
