package io.keysweep.dev.keyvault;

import io.vertx.core.json.JsonObject;

/** A failed call, in the form that Azure answers it. */
final class VaultError extends RuntimeException {

    private final int status;
    private final String code;
    private final String innerCode;
    private final JsonObject whole;

    VaultError(int status, String code, String innerCode, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.innerCode = innerCode;
        this.whole = null;
    }

    /** One whose body has a form of its own. */
    VaultError(int status, JsonObject whole) {
        super(whole.encode(), null, false, false);
        this.status = status;
        this.code = null;
        this.innerCode = null;
        this.whole = whole;
    }

    static VaultError badParameter(String message) {
        return new VaultError(400, "BadParameter", null, message);
    }

    static VaultError notFound(String name) {
        return new VaultError(
                404,
                "KeyNotFound",
                null,
                "A key with (name/id) " + name
                        + " was not found in this key vault. If you recently deleted this key you"
                        + " may be able to recover it using the correct recovery command.");
    }

    static VaultError deletedNotFound(String name) {
        return new VaultError(404, "KeyNotFound", null, "Deleted Key not found: " + name);
    }

    static VaultError conflict(String innerCode, String message) {
        return new VaultError(409, "Conflict", innerCode, message);
    }

    static VaultError disabled(String name) {
        return new VaultError(
                403, "Forbidden", "KeyDisabled", "Operation is not allowed on a disabled key: " + name + ".");
    }

    static VaultError unauthorized() {
        return new VaultError(
                401, "Unauthorized", null, "AKV10000: Request is missing a Bearer or PoP token, or it is not valid.");
    }

    int status() {
        return status;
    }

    JsonObject body() {
        if (whole != null) {
            return whole;
        }
        JsonObject error = new JsonObject().put("code", code).put("message", getMessage());
        if (innerCode != null) {
            error.put("innererror", new JsonObject().put("code", innerCode));
        }
        return new JsonObject().put("error", error);
    }
}
