package io.keysweep.dev.keyvault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * One version of a key.
 *
 * @param id 32 hexadecimal digits
 * @param operations the {@code key_ops}
 * @param attributes as Azure answers them, but for the recovery ones, which belong to the vault
 * @param tags null when there are none
 */
record KeyVersion(String id, KeyMaterial material, JsonArray operations, JsonObject attributes, JsonObject tags) {

    boolean enabled() {
        return attributes.getBoolean("enabled", true);
    }

    /** This version with what an update or a create call gives replaced. */
    KeyVersion changed(JsonObject request, long now) {
        JsonObject changed = attributes.copy().put("updated", now);
        JsonObject asked = request.getJsonObject("attributes", new JsonObject());
        for (String name : new String[] {"enabled", "nbf", "exp", "exportable"}) {
            if (asked.getValue(name) != null) {
                changed.put(name, asked.getValue(name));
            }
        }
        JsonArray newOperations = request.getJsonArray("key_ops");
        JsonObject newTags = request.getJsonObject("tags");
        return new KeyVersion(
                id,
                material,
                newOperations == null ? operations : newOperations.copy(),
                changed,
                newTags == null ? tags : newTags.copy());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("id", id)
                .put("material", material.toJson())
                .put("operations", operations)
                .put("attributes", attributes)
                .put("tags", tags);
    }

    static KeyVersion fromJson(JsonObject json) {
        return new KeyVersion(
                json.getString("id"),
                KeyMaterial.fromJson(json.getJsonObject("material")),
                json.getJsonArray("operations"),
                json.getJsonObject("attributes"),
                json.getJsonObject("tags"));
    }
}
