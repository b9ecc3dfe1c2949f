package io.keysweep.vault;

import io.keysweep.azure.AzureConfig;
import io.keysweep.azure.Cloud;
import io.keysweep.azure.VaultKind;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.Texts;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks the vaults that a caller wants to add. What is taken for a vault is sent our tokens, so a URI has to be the one that a
 * vault of the name has in the connection's cloud. Every problem is a {@link BadRequestException} that names the field.
 */
@Singleton
class NewVaults {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,127}");
    private static final Pattern SUBSCRIPTION = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final int TEXT_MAXIMUM = 1_000;
    // They are columns, or nothing to us.
    private static final String SOFT_DELETE = "enableSoftDelete";
    private static final Set<String> NOT_KEPT = Set.of("vaultUri", "hsmUri", "tenantId", "accessPolicies");

    private final boolean anyHost;

    NewVaults(AzureConfig config) {
        this.anyHost = !config.challengeResourceVerification();
    }

    /** The subscription's id, in lower case. */
    static String subscription(String id) {
        if (id == null || !SUBSCRIPTION.matcher(id).matches()) {
            throw new BadRequestException(
                    "subscription_id: must be the id of a subscription, such as 12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10");
        }
        return id.toLowerCase(Locale.ROOT);
    }

    /** The vaults of the request. */
    List<NewVault> checked(AddVaultsRequest request, String subscription, Cloud cloud) {
        VaultChange.checkLimit(request.cloudKeyBackupLimit());
        List<AddVaultsRequest.Item> items = Objects.requireNonNullElse(request.vaults(), List.of());
        if (items.isEmpty() || items.size() > AddVaultsRequest.MOST || items.contains(null)) {
            throw new BadRequestException("vaults: must be 1 to " + AddVaultsRequest.MOST + " vaults");
        }
        Set<String> named = new HashSet<>();
        return items.stream()
                .map(item -> checked(item, subscription, cloud))
                .peek(vault -> checkOnce(named, vault.name()))
                .peek(vault -> checkOnce(named, vault.uri()))
                .toList();
    }

    private static void checkOnce(Set<String> named, String vault) {
        if (!named.add(vault.toLowerCase(Locale.ROOT))) {
            throw new BadRequestException("vaults: " + vault + " is named twice");
        }
    }

    private NewVault checked(AddVaultsRequest.Item item, String subscription, Cloud cloud) {
        if (item.name() == null || !NAME.matcher(item.name()).matches()) {
            throw new BadRequestException("vaults.name: must be letters, digits and hyphens");
        }
        Map<String, Object> properties = Objects.requireNonNullElse(item.properties(), Map.of());
        VaultKind kind = kind(item);
        String uri = uri(item.name(), properties.get(kind == VaultKind.VAULT ? "vaultUri" : "hsmUri"), kind, cloud);
        return new NewVault(
                item.name(),
                vaultId(item, subscription),
                uri,
                kind,
                text("vaults.properties.tenantId", Objects.requireNonNullElse(properties.get("tenantId"), "")),
                text("vaults.location", item.location()),
                tags(item.tags()),
                kept(properties));
    }

    private static VaultKind kind(AddVaultsRequest.Item item) {
        String type = item.type() == null ? String.valueOf(item.azureVaultId()) : item.type();
        return type.toLowerCase(Locale.ROOT).contains("managedhsm") ? VaultKind.MANAGED_HSM : VaultKind.VAULT;
    }

    private static String vaultId(AddVaultsRequest.Item item, String subscription) {
        String id = text("vaults.azure_vault_id", item.azureVaultId());
        if (!id.toLowerCase(Locale.ROOT).startsWith("/subscriptions/" + subscription + "/")) {
            throw new BadRequestException(
                    "vaults.azure_vault_id: must begin with /subscriptions/" + subscription + "/");
        }
        return id;
    }

    private String uri(String name, Object given, VaultKind kind, Cloud cloud) {
        String field = "vaults.properties." + (kind == VaultKind.VAULT ? "vaultUri" : "hsmUri");
        String form = "https://" + name + "." + cloud.suffix(kind);
        try {
            URI uri = new URI(text(field, given).toLowerCase(Locale.ROOT));
            if (isOrigin(uri) && (anyHost || isHostOf(uri, name + "." + cloud.suffix(kind)))) {
                return "https://" + uri.getRawAuthority();
            }
        } catch (URISyntaxException e) {
            // Refused below, like one of another form.
        }
        throw new BadRequestException(field + ": must look like " + form);
    }

    private static boolean isOrigin(URI uri) {
        boolean noPath = uri.getRawPath() == null
                || uri.getRawPath().isEmpty()
                || uri.getRawPath().equals("/");
        return "https".equals(uri.getScheme())
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && noPath;
    }

    // Its own and no other: a vault could else be taken under management a second time, under another name.
    private static boolean isHostOf(URI uri, String host) {
        return uri.getPort() == -1 && uri.getHost().equalsIgnoreCase(host);
    }

    private static Map<String, String> tags(Map<String, String> tags) {
        return Texts.checked("vaults.tags", Objects.requireNonNullElse(tags, Map.of()));
    }

    private static Map<String, Object> kept(Map<String, Object> properties) {
        Map<String, Object> kept = new HashMap<>(properties);
        kept.keySet().removeAll(NOT_KEPT);
        if (!(kept.getOrDefault(SOFT_DELETE, true) instanceof Boolean)) {
            throw new BadRequestException("vaults.properties." + SOFT_DELETE + ": must be true or false");
        }
        return Texts.checked("vaults.properties", kept);
    }

    private static String text(String field, Object value) {
        if (!(value instanceof String text)) {
            throw new BadRequestException(field + ": must be a text of at most " + TEXT_MAXIMUM + " characters");
        }
        return Texts.checked(field, text, TEXT_MAXIMUM);
    }
}
