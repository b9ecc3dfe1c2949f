package io.keysweep.auth;

import io.keysweep.http.ClientAddress;
import io.keysweep.http.TooManyRequestsException;
import io.keysweep.limits.BodiesInFlight;
import io.keysweep.limits.CallerLimits;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/**
 * Turns a bearer token into an identity: ours by our keys, every other one by the external issuer's. It stands before
 * SmallRye's own provider and always decides, so that no token is tried twice and groups come from one place only.
 */
@ApplicationScoped
class BearerTokens implements IdentityProvider<TokenAuthenticationRequest> {

    private static final Logger LOGGER = Logger.getLogger(BearerTokens.class);

    private final LocalTokens local;
    private final ExternalTokens external;
    private final VerifiedTokens justVerified;
    private final CallerClaims externalClaims;
    private final CallerLimits limits;
    private final BodiesInFlight bodies;
    private final ClientAddress clients;
    private final TenASecond lines = new TenASecond();

    BearerTokens(
            LocalTokens local,
            ExternalTokens external,
            VerifiedTokens justVerified,
            AuthConfig config,
            CallerLimits limits,
            BodiesInFlight bodies,
            ClientAddress clients) {
        this.local = local;
        this.external = external;
        this.justVerified = justVerified;
        this.limits = limits;
        this.bodies = bodies;
        this.clients = clients;
        this.externalClaims = CallerClaims.of(config);
    }

    @Override
    public Class<TokenAuthenticationRequest> getRequestType() {
        return TokenAuthenticationRequest.class;
    }

    // A provider that says nothing has SYSTEM_FIRST + 1, SmallRye's among them.
    @Override
    public int priority() {
        return SYSTEM_FIRST + 100;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            TokenAuthenticationRequest request, AuthenticationRequestContext context) {
        BearerToken token = BearerToken.of(request.getToken().getToken());
        return verify(request, token).onFailure().invoke(failure -> record(request, failure));
    }

    private Uni<SecurityIdentity> verify(TokenAuthenticationRequest request, BearerToken token) {
        CallerClaims claims = local.claimed(token) ? CallerClaims.OF_OUR_OWN : externalClaims;
        return verified(token).map(verified -> identity(request, token, verified, claims));
    }

    private Uni<JsonWebToken> verified(BearerToken token) {
        return justVerified
                .find(token)
                .map(known -> Uni.createFrom().item(known))
                .orElseGet(() -> check(token).invoke(verified -> justVerified.keep(token, verified)));
    }

    private Uni<JsonWebToken> check(BearerToken token) {
        return local.claimed(token) ? local.verify(token) : external.verify(token);
    }

    // Messages of the verifier quote the claims; the kind of failure says enough. Not more lines than somebody can
    // read.
    private void record(TokenAuthenticationRequest request, Throwable failure) {
        if (!(failure instanceof TooManyRequestsException) && lines.allowed()) {
            LOGGER.infof("token refused address=%s reason=%s", address(request), reason(failure));
        }
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }

    private String address(TokenAuthenticationRequest request) {
        RoutingContext context = HttpSecurityUtils.getRoutingContextAttribute(request);
        return context == null ? "" : clients.of(context.request());
    }

    private SecurityIdentity identity(
            TokenAuthenticationRequest request, BearerToken token, JsonWebToken verified, CallerClaims claims) {
        Caller caller = claims.caller(token.claims());
        limits.count(caller.account(), caller.subject());
        bodies.count(caller.account(), HttpSecurityUtils.getRoutingContextAttribute(request));
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(verified)
                .addCredential(request.getToken())
                .addRoles(caller.groups())
                .addAttribute(RequestCaller.ATTRIBUTE, caller)
                .build();
    }
}
