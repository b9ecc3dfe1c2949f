package io.keysweep.azure;

import io.keysweep.dev.keyvault.LocalKeyVault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings that reach a local Key Vault, with short waits. */
record TestAzureConfig(
        Optional<String> accessToken,
        Optional<Path> trustedCertificates,
        boolean challengeResourceVerification,
        Duration timeout,
        int retries,
        Duration retryDelay,
        int connectionsPerVault,
        int cachedVaults,
        int callsPerVault,
        int createsPerVault)
        implements AzureConfig {

    static TestAzureConfig of(LocalKeyVault server) {
        return new TestAzureConfig(
                Optional.of(LocalKeyVault.TOKEN),
                Optional.of(server.caCertificatePem()),
                false,
                Duration.ofSeconds(20),
                2,
                Duration.ofMillis(20),
                8,
                10,
                2_000,
                2_000);
    }

    /** A vault that is reached with the service's own credentials. */
    static VaultRef ref(URI uri) {
        return new VaultRef(uri, "kylo", null);
    }

    TestAzureConfig withToken(String token) {
        return new TestAzureConfig(
                Optional.ofNullable(token),
                trustedCertificates,
                challengeResourceVerification,
                timeout,
                retries,
                retryDelay,
                connectionsPerVault,
                cachedVaults,
                callsPerVault,
                createsPerVault);
    }

    TestAzureConfig withTimeout(Duration limit) {
        return new TestAzureConfig(
                accessToken,
                trustedCertificates,
                challengeResourceVerification,
                limit,
                retries,
                retryDelay,
                connectionsPerVault,
                cachedVaults,
                callsPerVault,
                createsPerVault);
    }

    TestAzureConfig withChallengeResourceVerification() {
        return new TestAzureConfig(
                accessToken,
                trustedCertificates,
                true,
                timeout,
                retries,
                retryDelay,
                connectionsPerVault,
                cachedVaults,
                callsPerVault,
                createsPerVault);
    }

    TestAzureConfig withoutTrust() {
        return new TestAzureConfig(
                accessToken,
                Optional.empty(),
                challengeResourceVerification,
                timeout,
                retries,
                retryDelay,
                connectionsPerVault,
                cachedVaults,
                callsPerVault,
                createsPerVault);
    }

    TestAzureConfig withLimits(int calls, int creates) {
        return new TestAzureConfig(
                accessToken,
                trustedCertificates,
                challengeResourceVerification,
                timeout,
                retries,
                retryDelay,
                connectionsPerVault,
                cachedVaults,
                calls,
                creates);
    }

    TestAzureConfig withRetries(int more) {
        return new TestAzureConfig(
                accessToken,
                trustedCertificates,
                challengeResourceVerification,
                timeout,
                more,
                retryDelay,
                connectionsPerVault,
                cachedVaults,
                callsPerVault,
                createsPerVault);
    }
}
