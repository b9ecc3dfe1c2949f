package io.keysweep.auth;

import io.keysweep.http.ClientAddress;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Tokens over HTTP. */
@Path("/v1/auth")
@Tag(name = "Auth")
@Produces(MediaType.APPLICATION_JSON)
public class AuthResource {

    private final TokenService tokens;
    private final SigningKeys keys;
    private final AuthConfig config;
    private final CurrentCaller caller;
    private final ClientAddress clients;

    AuthResource(
            TokenService tokens, SigningKeys keys, AuthConfig config, CurrentCaller caller, ClientAddress clients) {
        this.tokens = tokens;
        this.keys = keys;
        this.config = config;
        this.caller = caller;
        this.clients = clients;
    }

    @POST
    @Cancellable(false)
    @Path("/tokens")
    @Consumes(MediaType.APPLICATION_JSON)
    @PermitAll
    @SecurityRequirements
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    @Operation(
            operationId = "logIn",
            summary = "Log in",
            description = "With user name and password, or with a refresh token.")
    @APIResponseSchema(value = TokenView.class, responseDescription = "A token")
    @APIResponse(responseCode = "401", description = "The credentials are wrong, or not of a local user")
    @APIResponse(responseCode = "404", description = "Local login is off")
    @APIResponse(
            responseCode = "429",
            description = "Too many requests, or too many failed logins: the wait grows with each")
    public Uni<TokenView> tokens(TokenRequest request, @Context HttpServerRequest http) {
        return tokens.issue(request, clients.of(http));
    }

    @POST
    @Cancellable(false)
    @Path("/revoke")
    @Consumes(MediaType.APPLICATION_JSON)
    @PermitAll
    @SecurityRequirements
    @Operation(
            operationId = "revokeRefreshToken",
            summary = "Log out",
            description =
                    "Ends the session of a refresh token: it gives no more tokens. Those it gave hold until they expire."
                            + " Whether there was such a session is not told.")
    @APIResponse(responseCode = "204", description = "There is no such session, or not any more")
    @APIResponse(responseCode = "404", description = "Local login is off")
    public Uni<Void> revoke(RevokeRequest request) {
        return tokens.revoke(request);
    }

    @GET
    @Path("/jwks.json")
    @PermitAll
    @SecurityRequirements
    @Operation(
            operationId = "getPublicKeys",
            summary = "Public keys",
            description = "What our own tokens are verified with; none when local login is off.")
    public Uni<JwksView> jwks() {
        return config.local().enabled()
                ? keys.published().map(JwksView::of)
                : Uni.createFrom().item(new JwksView(List.of()));
    }

    @GET
    @Path("/self/user")
    @Authenticated
    @Operation(operationId = "getOwnUser", summary = "Who am I")
    public SelfView self() {
        return SelfView.of(caller.get());
    }
}
