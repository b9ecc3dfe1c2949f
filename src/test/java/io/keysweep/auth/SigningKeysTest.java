package io.keysweep.auth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasKey;

import io.keysweep.encryption.WrappingKey;
import io.keysweep.support.KeyVaultEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The keys of our own tokens on a replica that has just started. */
@QuarkusTest
@WithTestResource(KeyVaultEnvironment.class)
class SigningKeysTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    SigningKeyRepository repository;

    @Inject
    WrappingKey wrapping;

    @AfterEach
    void azureIsBack() {
        KeyVaultEnvironment.vault().mends();
    }

    @Test
    void theirPublicHalvesArePublishedWhileTheWrappingKeyIsAway() {
        SigningKey key = new SigningKeys(repository, wrapping).current().await().atMost(PATIENCE);
        KeyVaultEnvironment.goesAway();

        KeyRing published =
                new SigningKeys(repository, wrapping).published().await().atMost(PATIENCE);

        assertThat(published.keys(), hasKey(key.id()));
    }
}
