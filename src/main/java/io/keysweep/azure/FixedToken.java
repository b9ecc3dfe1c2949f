package io.keysweep.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * The configured token, for Key Vault and nothing else: it is the vault's own answer that names what the token is for, and a
 * server that is no vault must not talk us out of it.
 */
final class FixedToken implements TokenCredential {

    /** Key Vault and Managed HSM in the public, US Government and China clouds. */
    private static final Set<String> SCOPES = Set.of(
            "https://vault.azure.net/.default",
            "https://managedhsm.azure.net/.default",
            "https://vault.usgovcloudapi.net/.default",
            "https://managedhsm.usgovcloudapi.net/.default",
            "https://vault.azure.cn/.default",
            "https://managedhsm.azure.cn/.default");

    /** Only Azure knows when it ends: it then answers 401. */
    private static final OffsetDateTime UNKNOWN_END = OffsetDateTime.of(9999, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private final AzureConfig config;

    FixedToken(AzureConfig config) {
        this.config = config;
    }

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
        if (!SCOPES.containsAll(request.getScopes())) {
            return Mono.error(new KeyVaultException.Denied(
                    "the vault asked for a token that is not for Azure Key Vault; check the vault's URI"));
        }
        return config.accessToken()
                .map(token -> Mono.just(new AccessToken(token, UNKNOWN_END)))
                .orElseGet(
                        () -> Mono.error(
                                new KeyVaultException.Denied(
                                        "there are no credentials for Azure; give the vault a connection, or set keysweep.azure.platform-identity")));
    }
}
