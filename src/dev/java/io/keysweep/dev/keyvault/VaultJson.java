package io.keysweep.dev.keyvault;

import io.keysweep.dev.keyvault.VaultKeys.DeletedKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/**
 * The bodies that Azure answers.
 *
 * @param base the vault's URI, without a slash at its end; asked for late, as the port is not known before
 */
record VaultJson(Supplier<String> base) {

    // A tag that makes a key look like the one of a certificate, which there are none of here.
    private static final String OF_CERTIFICATE = "of-certificate";

    private static final int RETENTION_DAYS = 90;
    private static final long DAY = 86_400;

    JsonObject bundle(String name, KeyVersion version) {
        JsonObject key = version.material()
                .publicJwk()
                .put("kid", keyId(name) + "/" + version.id())
                .put("key_ops", version.operations());
        return withTags(new JsonObject().put("key", key).put("attributes", attributes(version)), version);
    }

    JsonObject deletedBundle(DeletedKey deleted) {
        VaultKeys.Key key = deleted.key();
        return withDeletion(bundle(key.name(), key.latest()), deleted);
    }

    JsonObject item(VaultKeys.Key key) {
        return item(keyId(key.name()), key.latest());
    }

    JsonObject versionItem(String name, KeyVersion version) {
        return item(keyId(name) + "/" + version.id(), version);
    }

    JsonObject deletedItem(DeletedKey deleted) {
        return withDeletion(item(deleted.key()), deleted);
    }

    /** A page with the link to the next one, whose {@code $skiptoken} holds the marker. */
    JsonObject page(String path, String apiVersion, int size, List<JsonObject> items, String marker) {
        String link = marker == null
                ? null
                : base.get() + path + "?api-version=" + apiVersion + "&$skiptoken=" + skipToken(marker) + "&maxresults="
                        + size;
        return new JsonObject().put("value", new JsonArray(items)).put("nextLink", link);
    }

    /** The marker in a {@code $skiptoken}; null when there is no token. */
    static String marker(String skipToken) {
        try {
            return skipToken == null
                    ? null
                    : new JsonObject(new String(Base64.getUrlDecoder().decode(skipToken), StandardCharsets.UTF_8))
                            .getString("NextMarker");
        } catch (RuntimeException e) {
            throw VaultError.badParameter("The $skiptoken is invalid.");
        }
    }

    private static String skipToken(String marker) {
        byte[] json = new JsonObject().put("NextMarker", marker).toBuffer().getBytes();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    private static JsonObject item(String kid, KeyVersion version) {
        return withTags(new JsonObject().put("kid", kid).put("attributes", attributes(version)), version);
    }

    private static JsonObject attributes(KeyVersion version) {
        return version.attributes()
                .copy()
                .put("recoveryLevel", "Recoverable+Purgeable")
                .put("recoverableDays", RETENTION_DAYS);
    }

    private static JsonObject withTags(JsonObject json, KeyVersion version) {
        JsonObject tags = version.tags();
        if (tags == null) {
            return json;
        }
        json.put("tags", tags);
        return tags.containsKey(OF_CERTIFICATE) ? json.put("managed", true) : json;
    }

    private JsonObject withDeletion(JsonObject json, DeletedKey deleted) {
        return json.put(
                        "recoveryId",
                        base.get() + "/deletedkeys/" + deleted.key().name())
                .put("deletedDate", deleted.deletedAt())
                .put("scheduledPurgeDate", deleted.deletedAt() + RETENTION_DAYS * DAY);
    }

    private String keyId(String name) {
        return base.get() + "/keys/" + name;
    }
}
