package io.keysweep.azure;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How we reach Azure Key Vault. */
@ConfigMapping(prefix = "keysweep.azure")
public interface AzureConfig {

    /**
     * A ready-made bearer token for Key Vault, as {@code az account get-access-token --resource https://vault.azure.net}
     * prints it; a secret, and good for an hour or so. For vaults without a connection and for the service's own keys; goes
     * before {@code platform-identity}.
     */
    Optional<String> accessToken();

    /**
     * PEM file with the certificates to trust <em>instead of</em> the usual ones; for the local Key Vault of dev mode and
     * tests.
     */
    Optional<Path> trustedCertificates();

    /**
     * Whether a vault may only ask for a token of the domain that it belongs to. Never false outside dev mode and tests: any
     * server that somebody registers as a vault would be given our token.
     */
    @WithDefault("true")
    boolean challengeResourceVerification();

    /** The longest that one call may take, with all its retries; 100 ms or more. */
    @WithDefault("30s")
    Duration timeout();

    /** How often a call that met a passing fault is made again, 0 to 10. */
    @WithDefault("3")
    int retries();

    /** The wait before the first retry, not negative; each later one doubles it. A {@code Retry-After} of Azure's goes first. */
    @WithDefault("500ms")
    Duration retryDelay();

    /** Connections to one vault, 1 to 1,000; calls beyond that wait for one to be free. */
    @WithDefault("32")
    int connectionsPerVault();

    /** Vaults whose client is kept ready, 1 to 10,000. */
    @WithDefault("200")
    int cachedVaults();

    /**
     * Requests to one vault in 10 seconds that this replica makes at the most, 10 to 100,000; divide what Azure allows by
     * the number of replicas. The default is Azure's limit of keys in a hardware security module, RSA 2048 and EC; with RSA
     * 4096 it is 250.
     */
    @WithDefault("2000")
    int callsPerVault();

    /** Of these, requests that make or upload a key: 1 up to all of them. */
    @WithDefault("10")
    int createsPerVault();

    /**
     * Where identities log in <em>instead of</em> the cloud's own place, such as {@code https://localhost:8443}; for the local
     * Key Vault of dev mode and tests.
     */
    Optional<URI> authorityUrl();

    /**
     * Where Azure Resource Manager is <em>instead of</em> the cloud's own place; for the local Key Vault of dev mode and tests.
     */
    Optional<URI> resourceManagerUrl();

    /** How long a connection's credentials are used until the database is asked whether another replica changed them. */
    @WithDefault("5s")
    Duration connectionRecheck();

    /** The service's own identity, for vaults that name no connection. {@code access-token} goes first. */
    @WithDefault("none")
    PlatformIdentity platformIdentity();

    /** Which of the platform's identities; the only one, or what {@code AZURE_CLIENT_ID} says, if not set. */
    Optional<String> platformClientId();

    /** The cloud that the service's own identity is of. */
    @WithDefault("public")
    Cloud platformCloud();

    /** Where an identity comes from that is nobody's secret. */
    enum PlatformIdentity {
        /** There is none. */
        NONE,
        /** Of the Azure machine that the service runs on. */
        MANAGED,
        /** Of the Kubernetes service account that it runs as. */
        WORKLOAD
    }
}
