package io.keysweep.dev.keyvault;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Microsoft Entra ID, as far as applications log in: the client credentials grant, by secret or by signed assertion, whose
 * signature is not looked at. Every client id has the same secret, until it is said to have expired.
 *
 * @see <a href="https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow">the grant</a>
 */
public final class LocalLogin {

    /** The secret of every application. */
    public static final String SECRET = "local~client~secret";

    private static final int LIFETIME = 3_600;

    private final Set<String> expired = ConcurrentHashMap.newKeySet();
    private final Map<String, String> scopes = new ConcurrentHashMap<>();

    LocalLogin() {}

    /** The secret of that application does not hold any more; tokens that were given stay good. */
    public void expire(String clientId) {
        expired.add(clientId);
    }

    /** Whether a token was given here for that scope. */
    boolean issued(String token, String scope) {
        String given = scopes.get(token);
        return given != null && List.of(given.split(" ")).contains(scope);
    }

    JsonObject token(String body) {
        MultiMap form = form(body);
        String client = form.get("client_id");
        if (!"client_credentials".equals(form.get("grant_type")) || client == null || form.get("scope") == null) {
            throw refusal(
                    400, "invalid_request", 900_144, "The request body must contain all parameters of the grant.");
        }
        checkSecret(client, form);
        String token = "local-token-" + UUID.randomUUID();
        scopes.put(token, form.get("scope"));
        return new JsonObject()
                .put("token_type", "Bearer")
                .put("expires_in", LIFETIME)
                .put("ext_expires_in", LIFETIME)
                .put("access_token", token);
    }

    private void checkSecret(String client, MultiMap form) {
        if (form.get("client_assertion") != null) {
            return;
        }
        if (!SECRET.equals(form.get("client_secret"))) {
            throw refusal(
                    401,
                    "invalid_client",
                    7_000_215,
                    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret"
                            + " value, not the client secret ID, for a secret added to app '" + client + "'.");
        }
        if (expired.contains(client)) {
            throw refusal(
                    401,
                    "invalid_client",
                    7_000_222,
                    "The provided client secret keys for app '" + client + "' are expired.");
        }
    }

    private static MultiMap form(String body) {
        MultiMap form = MultiMap.caseInsensitiveMultiMap();
        for (String pair : body.split("&", -1)) {
            int end = pair.indexOf('=');
            if (end > 0) {
                form.add(decoded(pair.substring(0, end)), decoded(pair.substring(end + 1)));
            }
        }
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static VaultError refusal(int status, String error, int code, String text) {
        return new VaultError(
                status,
                new JsonObject()
                        .put("error", error)
                        .put("error_description", "AADSTS" + code + ": " + text)
                        .put("error_codes", new JsonArray().add(code))
                        .put("correlation_id", UUID.randomUUID().toString()));
    }
}
