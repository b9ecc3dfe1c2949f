package io.keysweep.azure;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * One of Azure's clouds: where its login, its resource manager and its vaults are.
 *
 * @see <a href="https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#dns-suffixes-for-object-identifiers">DNS suffixes of vaults</a>
 */
public enum Cloud {
    /** The public one. */
    PUBLIC(
            "AzureCloud",
            "https://login.microsoftonline.com",
            "https://management.azure.com",
            "vault.azure.net",
            "managedhsm.azure.net"),
    /** China, run by 21Vianet. */
    CHINA(
            "AzureChinaCloud",
            "https://login.chinacloudapi.cn",
            "https://management.chinacloudapi.cn",
            "vault.azure.cn",
            "managedhsm.azure.cn"),
    /** The US Government. */
    US_GOVERNMENT(
            "AzureUSGovernment",
            "https://login.microsoftonline.us",
            "https://management.usgovcloudapi.net",
            "vault.usgovcloudapi.net",
            "managedhsm.usgovcloudapi.net");

    private final String wireName;
    private final URI authority;
    private final URI resourceManager;
    private final String vaultSuffix;
    private final String hsmSuffix;

    Cloud(String wireName, String authority, String resourceManager, String vaultSuffix, String hsmSuffix) {
        this.wireName = wireName;
        this.authority = URI.create(authority);
        this.resourceManager = URI.create(resourceManager);
        this.vaultSuffix = vaultSuffix;
        this.hsmSuffix = hsmSuffix;
    }

    /** The cloud of that name on the wire, such as {@code AzureCloud}; empty if there is none. */
    public static Optional<Cloud> named(String wireName) {
        return Arrays.stream(values())
                .filter(cloud -> cloud.wireName.equals(wireName))
                .findFirst();
    }

    /** Its name on the wire. */
    public String wireName() {
        return wireName;
    }

    /** What the host names of its vaults, or of its managed HSMs, end with, without a dot before it. */
    public String suffix(VaultKind kind) {
        return kind == VaultKind.VAULT ? vaultSuffix : hsmSuffix;
    }

    /** Where identities log in. */
    URI authority() {
        return authority;
    }

    /** Where subscriptions and vaults are listed. */
    URI resourceManager() {
        return resourceManager;
    }

    /** What a token may be for that goes to a vault. */
    Set<String> vaultScopes() {
        return Set.of(scope("https://" + vaultSuffix), scope("https://" + hsmSuffix));
    }

    /** What a token is for that goes to the resource manager. */
    String resourceManagerScope() {
        return scope(resourceManager.toString());
    }

    private static String scope(String resource) {
        return resource + "/.default";
    }
}
