package io.keysweep.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.util.Set;
import java.util.concurrent.Executor;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A credential that gives tokens for some purposes only: it is the vault's own answer that names what the token is for, and
 * a server that is no vault must not talk us out of one that is of use elsewhere. The tenant that the vault names is passed
 * over for the same reason: an identity logs in at its own.
 */
final class ScopedCredential implements TokenCredential {

    private final TokenCredential credential;
    private final Set<String> scopes;
    private final Executor threads;

    ScopedCredential(TokenCredential credential, Set<String> scopes, Executor threads) {
        this.credential = credential;
        this.scopes = scopes;
        this.threads = threads;
    }

    /** Fails with {@link KeyVaultException.Denied} for other purposes. Nothing of a login runs on the caller's thread. */
    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
        if (!scopes.containsAll(request.getScopes())) {
            return Mono.error(new KeyVaultException.Denied(
                    "the vault asked for a token that is not for Azure Key Vault; check the vault's URI"));
        }
        TokenRequestContext own = new TokenRequestContext()
                .setScopes(request.getScopes())
                .setClaims(request.getClaims())
                .setCaeEnabled(request.isCaeEnabled());
        return Mono.defer(() -> credential.getToken(own)).subscribeOn(Schedulers.fromExecutor(threads));
    }
}
