package io.keysweep.dev.keyvault;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.regex.Matcher;

/**
 * One call to the vault, read.
 *
 * @param path matched, so that its groups {@code name} and {@code version} can be asked for
 */
record VaultCall(HttpServerRequest request, Matcher path, Buffer body) {

    private static final int PAGE = 25;

    String name() {
        return path.group("name");
    }

    /** Null for the latest: the client leaves the segment out or empty. */
    String version() {
        String version = path.group("version");
        return version == null || version.isEmpty() ? null : version;
    }

    JsonObject json() {
        try {
            return body.length() == 0 ? new JsonObject() : new JsonObject(body);
        } catch (DecodeException e) {
            throw VaultError.badParameter("The request body is not valid JSON.");
        }
    }

    byte[] value() {
        try {
            return Base64.getUrlDecoder().decode(json().getString("value", ""));
        } catch (IllegalArgumentException e) {
            throw VaultError.badParameter("Property value is not base64url.");
        }
    }

    String apiVersion() {
        String version = parameters().get("api-version");
        if (version == null) {
            throw VaultError.badParameter("api-version must be specified");
        }
        return version;
    }

    String marker() {
        return VaultJson.marker(parameters().get("$skiptoken"));
    }

    int pageSize() {
        String asked = parameters().get("maxresults");
        try {
            int size = asked == null ? PAGE : Integer.parseInt(asked);
            if (size >= 1 && size <= PAGE) {
                return size;
            }
        } catch (NumberFormatException e) {
            // Refused below, as a number out of range is.
        }
        throw VaultError.badParameter("maxresults must be from 1 to " + PAGE + ", not " + asked);
    }

    private MultiMap parameters() {
        return request.params();
    }
}
