package io.keysweep.auth;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Turns a bearer token into an identity: ours by our keys, every other one by the external issuer's. It stands before
 * SmallRye's own provider and always decides, so that no token is tried twice and groups come from one place only.
 */
@ApplicationScoped
class BearerTokens implements IdentityProvider<TokenAuthenticationRequest> {

    private final LocalTokens local;
    private final ExternalTokens external;
    private final CallerClaims externalClaims;

    BearerTokens(LocalTokens local, ExternalTokens external, AuthConfig config) {
        this.local = local;
        this.external = external;
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
        if (local.claimed(token)) {
            return local.verify(token).map(verified -> identity(request, token, verified, CallerClaims.OF_OUR_OWN));
        }
        return external.mayBlock()
                ? context.runBlocking(() -> externalIdentity(request, token))
                : Uni.createFrom().item(() -> externalIdentity(request, token));
    }

    private SecurityIdentity externalIdentity(TokenAuthenticationRequest request, BearerToken token) {
        return identity(request, token, external.verify(token), externalClaims);
    }

    private static SecurityIdentity identity(
            TokenAuthenticationRequest request, BearerToken token, JsonWebToken verified, CallerClaims claims) {
        Caller caller = claims.caller(token.claims());
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(verified)
                .addCredential(request.getToken())
                .addRoles(caller.groups())
                .addAttribute(RequestCaller.ATTRIBUTE, caller)
                .build();
    }
}
