package io.keysweep.dev.keyvault;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP of the login server and of Azure Resource Manager, on one port. Beside Azure's paths there are
 * {@code /local/faults} (POST adds one, DELETE clears; operations {@code token}, {@code subscriptions}, {@code vaults}) and
 * {@code /local/expired} (POST {@code {"client_id":…}}: the secret of that application expires), without a token.
 */
final class AzureRoutes implements Handler<HttpServerRequest> {

    private static final Pattern TOKEN = Pattern.compile("/[^/]+/oauth2/v2\\.0/token");
    private static final Pattern SUBSCRIPTION = Pattern.compile("/subscriptions/(?<id>[^/]+)");
    private static final Pattern VAULTS =
            Pattern.compile(SUBSCRIPTION + "/providers/Microsoft\\.KeyVault/(?<type>vaults|managedHSMs)");
    private static final String SCOPE = "https://management.azure.com/.default";
    private static final String BEARER = "Bearer ";

    private final Vertx vertx;
    private final LocalLogin login;
    private final LocalSubscriptions subscriptions;
    private final Faults faults;

    AzureRoutes(Vertx vertx, LocalLogin login, LocalSubscriptions subscriptions, Faults faults) {
        this.vertx = vertx;
        this.login = login;
        this.subscriptions = subscriptions;
        this.faults = faults;
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.body()
                .compose(body -> serve(request, body))
                .onSuccess(json -> VaultRoutes.answer(request.response(), json))
                .onFailure(failure -> VaultRoutes.fail(request.response(), failure));
    }

    private Future<JsonObject> serve(HttpServerRequest request, Buffer body) {
        if (request.path().startsWith("/local/")) {
            admin(request, body);
            return Future.succeededFuture();
        }
        if (TOKEN.matcher(request.path()).matches()) {
            return faulty("token", request).map(nothing -> login.token(body.toString()));
        }
        checkToken(request);
        Matcher vaults = VAULTS.matcher(request.path());
        if (vaults.matches()) {
            return faulty("vaults", request).map(nothing -> vaults(request, vaults));
        }
        Matcher subscription = SUBSCRIPTION.matcher(request.path());
        return faulty("subscriptions", request)
                .map(nothing -> subscription.matches() ? subscriptions.one(subscription.group("id")) : all(request));
    }

    private JsonObject all(HttpServerRequest request) {
        if (!request.path().equals("/subscriptions")) {
            throw new VaultError(404, "InvalidResourceType", null, "No such path: " + request.path());
        }
        return subscriptions.all();
    }

    private JsonObject vaults(HttpServerRequest request, Matcher path) {
        return path.group("type").equals("vaults")
                ? subscriptions.vaults(path.group("id"), request.getParam("$top"), request.getParam("$skiptoken"))
                : subscriptions.hsms(path.group("id"));
    }

    private void admin(HttpServerRequest request, Buffer body) {
        switch (request.method() + " " + request.path()) {
            case "POST /local/faults" -> faults.add(new JsonObject(body));
            case "DELETE /local/faults" -> faults.clear();
            case "POST /local/expired" -> login.expire(new JsonObject(body).getString("client_id"));
            default -> throw new VaultError(404, "NotFound", null, "No such path: " + request.path());
        }
    }

    private Future<Void> faulty(String operation, HttpServerRequest request) {
        Faults.Fault fault = faults.take(operation, request.path());
        if (fault == null) {
            return Future.succeededFuture();
        }
        Future<Void> wait = fault.delay().isZero()
                ? Future.succeededFuture()
                : vertx.timer(fault.delay().toMillis()).mapEmpty();
        return wait.compose(nothing -> VaultRoutes.faultOrNothing(fault, request));
    }

    private void checkToken(HttpServerRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.startsWith(BEARER) || !login.issued(header.substring(BEARER.length()), SCOPE)) {
            throw new VaultError(
                    401,
                    "InvalidAuthenticationToken",
                    null,
                    "The access token is invalid, or its audience is another one.");
        }
    }
}
