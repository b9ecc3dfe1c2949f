package io.keysweep.dev.keyvault;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** The operations of the keys REST API on one vault: each turns a call into the body of a 200 answer, null for a 204. */
final class VaultOperations {

    private static final String WRAP_ALGORITHM = "RSA-OAEP-256";

    private final Vertx vertx;
    private final VaultKeys keys;
    private final VaultJson json;
    private final KeyPool pool;
    private final BackupBlob blobs;
    private final String geography;

    VaultOperations(Vertx vertx, VaultKeys keys, VaultJson json, KeyPool pool, BackupBlob blobs, String geography) {
        this.vertx = vertx;
        this.keys = keys;
        this.json = json;
        this.pool = pool;
        this.blobs = blobs;
        this.geography = geography;
    }

    Future<JsonObject> create(VaultCall call) {
        KeyKind kind = KeyKind.of(call.json());
        return vertx.executeBlocking(() -> pool.draw(kind))
                .map(material -> keys.create(call.name(), material, call.json()))
                .map(key -> json.bundle(key.name(), key.latest()));
    }

    /** The body holds the material as {@code key}, with its operations; the rest is as in a create call. */
    Future<JsonObject> importKey(VaultCall call) {
        JsonObject jwk = call.json().getJsonObject("key", new JsonObject());
        JsonObject request = call.json().copy();
        if (!jwk.getJsonArray("key_ops", new JsonArray()).isEmpty()) {
            request.put("key_ops", jwk.getJsonArray("key_ops"));
        }
        KeyMaterial material = KeyMaterial.ofJwk(jwk, call.json().getBoolean("Hsm", false));
        VaultKeys.Key key = keys.create(call.name(), material, request);
        return done(json.bundle(key.name(), key.latest()));
    }

    /** EC keys by the number, for tests of lists: {@code {"count":10000,"prefix":"k-"}}. */
    Future<JsonObject> createMany(JsonObject request) {
        JsonObject sort = new JsonObject().put("kty", "EC");
        return vertx.executeBlocking(() -> {
            for (int i = 0; i < request.getInteger("count"); i++) {
                String name = "%s%05d".formatted(request.getString("prefix"), i);
                keys.create(name, pool.draw(KeyKind.of(sort)), sort);
            }
            return null;
        });
    }

    /** As if the vault were new. */
    void removeAll() {
        keys.removeAll();
    }

    Future<JsonObject> get(VaultCall call) {
        return done(json.bundle(keys.find(call.name()).name(), keys.get(call.name(), call.version())));
    }

    Future<JsonObject> update(VaultCall call) {
        return done(json.bundle(call.name(), keys.update(call.name(), call.version(), call.json())));
    }

    Future<JsonObject> list(VaultCall call) {
        return page(call, "/keys", keys.list(call.marker(), call.pageSize()), json::item);
    }

    Future<JsonObject> versions(VaultCall call) {
        return page(
                call,
                "/keys/" + call.name() + "/versions",
                keys.versions(call.name(), call.marker(), call.pageSize()),
                version -> json.versionItem(call.name(), version));
    }

    Future<JsonObject> delete(VaultCall call) {
        return done(json.deletedBundle(keys.delete(call.name())));
    }

    Future<JsonObject> getDeleted(VaultCall call) {
        return done(json.deletedBundle(keys.findDeleted(call.name())));
    }

    Future<JsonObject> listDeleted(VaultCall call) {
        return page(call, "/deletedkeys", keys.listDeleted(call.marker(), call.pageSize()), json::deletedItem);
    }

    Future<JsonObject> recover(VaultCall call) {
        VaultKeys.Key key = keys.recover(call.name());
        return done(json.bundle(key.name(), key.latest()));
    }

    Future<JsonObject> purge(VaultCall call) {
        keys.purge(call.name());
        return Future.succeededFuture();
    }

    Future<JsonObject> backUp(VaultCall call) {
        return done(value(blobs.seal(keys.backUp(call.name()), geography)));
    }

    Future<JsonObject> restore(VaultCall call) {
        VaultKeys.Key key = keys.restore(blobs.open(call.value(), geography));
        return done(json.bundle(key.name(), key.latest()));
    }

    Future<JsonObject> wrap(VaultCall call) {
        KeyVersion version = wrapping(call, "wrapKey");
        return done(value(version.material().wrap(call.value())).put("kid", keyId(call, version)));
    }

    Future<JsonObject> unwrap(VaultCall call) {
        KeyVersion version = wrapping(call, "unwrapKey");
        return done(value(version.material().unwrap(call.value())).put("kid", keyId(call, version)));
    }

    Future<JsonObject> sign(VaultCall call) {
        KeyVersion version = permitted(call, "sign");
        byte[] signature = version.material().sign(call.json().getString("alg", ""), call.value());
        return done(value(signature).put("kid", keyId(call, version)));
    }

    private KeyVersion wrapping(VaultCall call, String operation) {
        if (!WRAP_ALGORITHM.equals(call.json().getString("alg"))) {
            throw VaultError.badParameter("Property alg must be " + WRAP_ALGORITHM + " here.");
        }
        return permitted(call, operation);
    }

    private KeyVersion permitted(VaultCall call, String operation) {
        KeyVersion version = keys.get(call.name(), call.version());
        if (!version.enabled()) {
            throw VaultError.disabled(call.name());
        }
        if (!version.operations().contains(operation)) {
            throw new VaultError(403, "Forbidden", null, "Operation " + operation + " is not permitted on this key.");
        }
        return version;
    }

    private String keyId(VaultCall call, KeyVersion version) {
        return json.bundle(call.name(), version).getJsonObject("key").getString("kid");
    }

    private <T> Future<JsonObject> page(
            VaultCall call, String path, VaultKeys.Page<T> page, Function<T, JsonObject> item) {
        List<JsonObject> items = page.items().stream().map(item).toList();
        return done(json.page(path, call.apiVersion(), call.pageSize(), items, page.marker()));
    }

    private static JsonObject value(byte[] bytes) {
        return new JsonObject()
                .put("value", Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    private static Future<JsonObject> done(JsonObject body) {
        return Future.succeededFuture(body);
    }
}
