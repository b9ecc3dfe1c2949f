package io.keysweep.vault;

import io.keysweep.azure.VaultRef;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A key vault under management. Reading only. */
@Entity
@Immutable
@Table(name = "vault")
public class Vault {

    @Id
    public UUID id;

    public String account;
    public String azureName;
    public String azureVaultId;
    public String vaultUri;
    public String type;
    public String cloudName;
    public String tenant;
    public String subscriptionId;
    public String subscriptionName;
    public String location;
    public String connection;
    public Integer cloudKeyBackupLimit;

    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, String> tags;

    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, Object> properties;

    public Instant createdAt;
    public Instant updatedAt;
    public Instant syncedAt;

    /** What the product calls the vault, everywhere but in {@code azure_name}. */
    public String fullName() {
        return azureName + "::" + subscriptionId;
    }

    /** How Azure is asked about it. */
    public VaultRef ref() {
        return new VaultRef(URI.create(vaultUri), account, connection);
    }

    /** Why Azure takes no backup of the other vault here; empty if it may. */
    public Optional<String> refusalOfBackupsFrom(Vault other) {
        if (!cloudName.equals(other.cloudName) || !subscriptionId.equalsIgnoreCase(other.subscriptionId)) {
            return Optional.of("is of subscription " + subscriptionId + " in " + cloudName + ", the backup of "
                    + other.subscriptionId + " in " + other.cloudName);
        }
        return Geography.differ(location, other.location)
                ? Optional.of("is in " + location + ", the backup of " + other.location + ", another geography")
                : Optional.empty();
    }

    /** Azure keeps deleted keys for a while, unless an old vault says that it does not. */
    public boolean softDeleteEnabled() {
        return !Boolean.FALSE.equals(properties.get("enableSoftDelete"));
    }
}
