package io.keysweep.dev.keyvault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What Azure Resource Manager knows: two subscriptions, of which the first has the local vaults, and {@link #FLEET} more
 * that only have names, enough for several pages.
 *
 * @param base its own URI, without a slash at its end
 * @param vaults where the local vaults are
 */
record LocalSubscriptions(Supplier<String> base, Supplier<List<URI>> vaults) {

    /** Vaults beside the local ones, which no call reaches. */
    static final int FLEET = 30;

    static final String FIRST = "12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10";
    private static final String SECOND = "5f1c9d7e-0a3b-4c6d-8e2f-1b7a9c0d3e4f";
    private static final String TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    private static final int PAGE = 100;

    JsonObject all() {
        return new JsonObject().put("value", new JsonArray().add(one(FIRST)).add(one(SECOND)));
    }

    JsonObject one(String id) {
        if (!id.equals(FIRST) && !id.equals(SECOND)) {
            throw new VaultError(
                    404, "SubscriptionNotFound", null, "The subscription '" + id + "' could not be found.");
        }
        return new JsonObject()
                .put("id", "/subscriptions/" + id)
                .put("authorizationSource", "RoleBased")
                .put("subscriptionId", id)
                .put("tenantId", TENANT)
                .put("displayName", id.equals(FIRST) ? "Development" : "Empty")
                .put("state", "Enabled")
                .put(
                        "subscriptionPolicies",
                        new JsonObject()
                                .put("locationPlacementId", "Public_2014-09-01")
                                .put("quotaId", "PayAsYouGo_2014-09-01")
                                .put("spendingLimit", "Off"));
    }

    /** A page; {@code $top} and {@code $skiptoken} as Azure has them. */
    JsonObject vaults(String subscription, String top, String skipToken) {
        List<JsonObject> found = one(subscription).getString("displayName").equals("Empty") ? List.of() : resources();
        int from = skipToken == null ? 0 : Integer.parseInt(skipToken);
        int size = top == null ? PAGE : Math.min(Integer.parseInt(top), PAGE);
        int to = Math.min(from + size, found.size());
        JsonObject page = new JsonObject().put("value", new JsonArray(found.subList(from, to)));
        return to == found.size()
                ? page
                : page.put(
                        "nextLink",
                        base.get() + "/subscriptions/" + subscription
                                + "/providers/Microsoft.KeyVault/vaults?api-version=2023-07-01&$top=" + size
                                + "&$skiptoken=" + to);
    }

    JsonObject hsms(String subscription) {
        JsonObject hsm = resource("managedHSMs", "dev-hsm", "https://dev-hsm.managedhsm.azure.net/", "hsmUri");
        List<JsonObject> found = one(subscription).getString("displayName").equals("Empty") ? List.of() : List.of(hsm);
        return new JsonObject().put("value", new JsonArray(found));
    }

    private List<JsonObject> resources() {
        List<JsonObject> resources = new ArrayList<>();
        for (URI vault : vaults.get()) {
            resources.add(resource("vaults", "keyvault-dev-" + (resources.size() + 1), vault.toString(), "vaultUri"));
        }
        for (int i = 0; i < FLEET; i++) {
            String name = "fleet-%02d".formatted(i);
            resources.add(resource("vaults", name, "https://" + name + ".vault.azure.net/", "vaultUri"));
        }
        return resources;
    }

    private static JsonObject resource(String type, String name, String uri, String uriProperty) {
        return new JsonObject()
                .put(
                        "id",
                        "/subscriptions/" + FIRST + "/resourceGroups/dev/providers/Microsoft.KeyVault/" + type + "/"
                                + name)
                .put("name", name)
                .put("type", "Microsoft.KeyVault/" + type)
                .put("location", "westeurope")
                .put("tags", new JsonObject().put("environment", "dev"))
                .put(
                        "properties",
                        new JsonObject()
                                .put("sku", new JsonObject().put("family", "A").put("name", "premium"))
                                .put("tenantId", TENANT)
                                .put("accessPolicies", new JsonArray())
                                .put("enableSoftDelete", true)
                                .put("softDeleteRetentionInDays", 90)
                                .put(uriProperty, uri));
    }
}
