package io.keysweep.dev.keyvault;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP of one vault: token check, then faults, then the operation. Beside Azure's paths there is {@code /local/faults}
 * (POST adds one, DELETE clears), {@code /local/keys} (POST makes many, DELETE leaves none) and {@code /local/calls} (GET: how
 * many calls of each operation were made), all without a token, for tests in another process.
 */
final class VaultRoutes implements Handler<HttpServerRequest> {

    private static final String NAME = "/(?<name>[^/]+)";
    private static final String VERSION = "(?:/(?<version>[^/]*))?";
    private static final String CHALLENGE = "Bearer authorization=\"https://login.microsoftonline.com/"
            + "00000000-0000-0000-0000-000000000001\", resource=\"https://vault.azure.net\"";

    private final Vertx vertx;
    private final VaultOperations operations;
    private final Faults faults;
    private final Predicate<String> tokens;
    private final List<Route> routes;
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();

    private record Route(
            String operation, HttpMethod method, Pattern path, Function<VaultCall, Future<JsonObject>> work) {}

    VaultRoutes(Vertx vertx, VaultOperations operations, Faults faults, Predicate<String> tokens) {
        this.vertx = vertx;
        this.operations = operations;
        this.faults = faults;
        this.tokens = tokens;
        this.routes = routes(operations);
    }

    /** The first that fits wins, hence fixed segments before variable ones. */
    private static List<Route> routes(VaultOperations operations) {
        return List.of(
                route("restore", HttpMethod.POST, "/keys/restore", operations::restore),
                route("create", HttpMethod.POST, "/keys" + NAME + "/create", operations::create),
                route("import", HttpMethod.PUT, "/keys" + NAME, operations::importKey),
                route("backup", HttpMethod.POST, "/keys" + NAME + "/backup", operations::backUp),
                route("wrapkey", HttpMethod.POST, "/keys" + NAME + VERSION + "/wrapkey", operations::wrap),
                route("unwrapkey", HttpMethod.POST, "/keys" + NAME + VERSION + "/unwrapkey", operations::unwrap),
                route("sign", HttpMethod.POST, "/keys" + NAME + VERSION + "/sign", operations::sign),
                route("list", HttpMethod.GET, "/keys", operations::list),
                route("versions", HttpMethod.GET, "/keys" + NAME + "/versions", operations::versions),
                route("get", HttpMethod.GET, "/keys" + NAME + VERSION, operations::get),
                route("update", HttpMethod.PATCH, "/keys" + NAME + VERSION, operations::update),
                route("delete", HttpMethod.DELETE, "/keys" + NAME, operations::delete),
                route("listdeleted", HttpMethod.GET, "/deletedkeys", operations::listDeleted),
                route("recover", HttpMethod.POST, "/deletedkeys" + NAME + "/recover", operations::recover),
                route("getdeleted", HttpMethod.GET, "/deletedkeys" + NAME, operations::getDeleted),
                route("purge", HttpMethod.DELETE, "/deletedkeys" + NAME, operations::purge));
    }

    private static Route route(
            String operation, HttpMethod method, String path, Function<VaultCall, Future<JsonObject>> work) {
        return new Route(operation, method, Pattern.compile(path), work);
    }

    /** How many calls passed the token check, by operation. */
    Map<String, Integer> calls() {
        return Map.copyOf(calls);
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.body()
                .compose(body -> request.path().startsWith("/local/") ? admin(request, body) : serve(request, body))
                .onSuccess(json -> answer(request.response(), json))
                .onFailure(failure -> fail(request.response(), failure));
    }

    private Future<JsonObject> admin(HttpServerRequest request, Buffer body) {
        switch (request.method() + " " + request.path()) {
            case "POST /local/faults" -> faults.add(new JsonObject(body));
            case "DELETE /local/faults" -> faults.clear();
            case "POST /local/keys" -> {
                return operations.createMany(new JsonObject(body));
            }
            case "DELETE /local/keys" -> operations.removeAll();
            case "GET /local/calls" -> {
                return Future.succeededFuture(new JsonObject(Map.copyOf(calls)));
            }
            default -> throw new VaultError(404, "NotFound", null, "No such path: " + request.path());
        }
        return Future.succeededFuture();
    }

    private Future<JsonObject> serve(HttpServerRequest request, Buffer body) {
        checkToken(request);
        for (Route route : routes) {
            Matcher path = route.path.matcher(request.path());
            if (route.method.equals(request.method()) && path.matches()) {
                return serve(route, new VaultCall(request, path, body));
            }
        }
        throw new VaultError(405, "MethodNotAllowed", null, "No such operation here: " + request.method());
    }

    private Future<JsonObject> serve(Route route, VaultCall call) {
        calls.merge(route.operation, 1, Integer::sum);
        call.apiVersion();
        Faults.Fault fault = faults.take(route.operation, call.request().path());
        return fault == null ? route.work.apply(call) : delayed(fault).compose(nothing -> faulty(fault, route, call));
    }

    private Future<Void> delayed(Faults.Fault fault) {
        return fault.delay().isZero()
                ? Future.succeededFuture()
                : vertx.timer(fault.delay().toMillis()).mapEmpty();
    }

    private static Future<JsonObject> faulty(Faults.Fault fault, Route route, VaultCall call) {
        return faultOrNothing(fault, call.request()).compose(nothing -> route.work.apply(call));
    }

    /** Fails as the fault says, if it says so. */
    static Future<Void> faultOrNothing(Faults.Fault fault, HttpServerRequest request) {
        if (fault.drop()) {
            return request.connection().close().compose(nothing -> Future.failedFuture("dropped"));
        }
        VaultError error = fault.error();
        if (error != null && fault.retryAfterSeconds() != null) {
            request.response()
                    .putHeader("Retry-After", fault.retryAfterSeconds().toString());
        }
        return error == null ? Future.succeededFuture() : Future.failedFuture(error);
    }

    private void checkToken(HttpServerRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.startsWith("Bearer ") || !tokens.test(header.substring("Bearer ".length()))) {
            throw VaultError.unauthorized();
        }
    }

    static void answer(HttpServerResponse response, JsonObject json) {
        if (json == null) {
            send(response.setStatusCode(204), null);
        } else {
            send(response.setStatusCode(200), json);
        }
    }

    static void fail(HttpServerResponse response, Throwable failure) {
        if (response.closed()) {
            return;
        }
        VaultError error = failure instanceof VaultError known
                ? known
                : new VaultError(500, "InternalServerError", null, failure.toString());
        if (error.status() == 401) {
            response.putHeader("WWW-Authenticate", CHALLENGE);
        }
        send(response.setStatusCode(error.status()), error.body());
    }

    private static void send(HttpServerResponse response, JsonObject json) {
        // A caller that has gone is no concern of ours.
        Future<Void> sent = json == null
                ? response.end()
                : response.putHeader("Content-Type", "application/json; charset=utf-8")
                        .end(json.toBuffer());
        sent.onFailure(gone -> response.reset());
    }
}
