package io.keysweep.azure;

/** The two kinds of vaults that hold keys. */
public enum VaultKind {
    VAULT("vault", "vaults"),
    MANAGED_HSM("managedHsm", "managedHSMs");

    private final String wireName;
    private final String resourceType;

    VaultKind(String wireName, String resourceType) {
        this.wireName = wireName;
        this.resourceType = resourceType;
    }

    /** As this service's API names it. */
    public String wireName() {
        return wireName;
    }

    /** As Azure Resource Manager names it, behind {@code Microsoft.KeyVault/}. */
    String resourceType() {
        return resourceType;
    }
}
