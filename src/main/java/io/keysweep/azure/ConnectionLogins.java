package io.keysweep.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.converters.uni.UniReactorConverters;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The credentials in use, by connection. Each is looked at in the database again after
 * {@code keysweep.azure.connection-recheck}, so that a change by another replica holds here soon; one by this replica holds
 * at once. While the connection is the same, its credential stays, and with it the tokens that it has.
 */
@Singleton
class ConnectionLogins implements AzureIdentities {

    private static final float LOAD_FACTOR = 0.75f;

    private final ConnectionCredentials stored;
    private final IdentityCredentials credentials;
    private final LoginThreads threads;
    private final AzureConfig config;
    private final Login own;
    private final Map<Name, Checked> known;
    private long changes;

    ConnectionLogins(
            ConnectionCredentials stored, IdentityCredentials credentials, LoginThreads threads, AzureConfig config) {
        this.stored = stored;
        this.credentials = credentials;
        this.threads = threads;
        this.config = config;
        this.own = makeOwn();
        this.known = new LinkedHashMap<>(16, LOAD_FACTOR, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Name, Checked> eldest) {
                return size() > config.cachedVaults();
            }
        };
    }

    private record Name(String account, String connection) {}

    private record Checked(Login login, long nanos) {}

    /** A credential that is ready for use. Two are never equal, however alike: no record. */
    static final class Login {
        private final ConnectionSettings settings; // null for the service's own
        private final TokenCredential forVaults; // gives tokens for vaults only
        private final TokenCredential any; // gives tokens for all purposes

        private Login(ConnectionSettings settings, TokenCredential forVaults, TokenCredential any) {
            this.settings = settings;
            this.forVaults = forVaults;
            this.any = any;
        }

        TokenCredential forVaults() {
            return forVaults;
        }
    }

    /** A token for the resource manager of that cloud. */
    record ResourceManagerToken(Cloud cloud, String token) {}

    private Login makeOwn() {
        if (config.accessToken().isPresent() || config.platformIdentity() == AzureConfig.PlatformIdentity.NONE) {
            return new Login(null, new FixedToken(config), null);
        }
        Identity identity = config.platformIdentity() == AzureConfig.PlatformIdentity.MANAGED
                ? new Identity.Managed(config.platformClientId())
                : new Identity.Workload(Optional.empty(), config.platformClientId());
        TokenCredential credential = credentials.of(config.platformCloud(), identity, threads.own());
        return new Login(
                null, new ScopedCredential(credential, config.platformCloud().vaultScopes(), threads.own()), null);
    }

    /** The service's own. */
    Login own() {
        return own;
    }

    /** The credential that a vault is reached with. */
    Uni<Login> of(VaultRef vault) {
        return vault.connection() == null
                ? Uni.createFrom().item(own)
                : of(new Name(vault.account(), vault.connection()));
    }

    private Uni<Login> of(Name name) {
        long before;
        Checked checked;
        synchronized (known) {
            before = changes;
            checked = known.get(name);
        }
        boolean fresh = checked != null
                && System.nanoTime() - checked.nanos
                        < config.connectionRecheck().toNanos();
        return fresh
                ? Uni.createFrom().item(checked.login)
                : stored.of(name.account, name.connection).map(settings -> keep(name, settings, before));
    }

    /** Settings that were read before a change here are good for the call that read them, and not to be kept. */
    private Login keep(Name name, ConnectionSettings settings, long changesBefore) {
        synchronized (known) {
            Checked last = known.get(name);
            Login login = last != null && last.login.settings.sameAs(settings) ? last.login : login(settings);
            if (changes == changesBefore) {
                known.put(name, new Checked(login, System.nanoTime()));
            }
            return login;
        }
    }

    private Login login(ConnectionSettings settings) {
        TokenCredential any = credentials.of(settings.cloud(), settings.identity(), threads.connections());
        return new Login(
                settings, new ScopedCredential(any, settings.cloud().vaultScopes(), threads.connections()), any);
    }

    @Override
    public void forget(String account, String connection) {
        synchronized (known) {
            changes++;
            known.remove(new Name(account, connection));
        }
    }

    /** A token for the resource manager, by that connection. Its refusal is noted with the connection. */
    Uni<ResourceManagerToken> resourceManagerToken(String account, String connection) {
        return of(new Name(account, connection))
                .chain(login -> token(login.settings.cloud(), login.any, threads.connections())
                        .map(token -> new ResourceManagerToken(login.settings.cloud(), token.getToken()))
                        .onFailure()
                        .call(failure -> noteRefusal(login, failure)))
                .onFailure()
                .transform(AzureFailures::translate);
    }

    @Override
    public Uni<Void> authenticate(Cloud cloud, Identity identity) {
        return CallerContext.kept(Uni.createFrom()
                .deferred(() -> token(cloud, credentials.of(cloud, identity, threads.trials()), threads.trials()))
                .onFailure()
                .transform(AzureFailures::translate)
                .replaceWithVoid());
    }

    private Uni<AccessToken> token(Cloud cloud, TokenCredential credential, Executor on) {
        String scope = cloud.resourceManagerScope();
        TokenCredential scoped = new ScopedCredential(credential, Set.of(scope), on);
        return Uni.createFrom()
                .converter(
                        UniReactorConverters.<AccessToken>fromMono(),
                        scoped.getToken(new TokenRequestContext().addScopes(scope)))
                .ifNoItem()
                .after(config.timeout())
                .failWith(() -> AzureFailures.timedOut(config.timeout()));
    }

    /** Takes note if the failure says that Azure did not accept the identity. Never fails. */
    Uni<Void> noteRefusal(Login login, Throwable failure) {
        return login.settings == null
                ? Uni.createFrom().voidItem()
                : AzureFailures.loginRefusal(failure)
                        .map(reason -> stored.refused(login.settings, reason))
                        .orElse(Uni.createFrom().voidItem());
    }
}
