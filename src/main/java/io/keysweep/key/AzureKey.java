package io.keysweep.key;

import io.keysweep.azure.KeyAttributes;
import io.keysweep.azure.PublicKey;
import io.keysweep.vault.Vault;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A key of a vault under management, with its latest version. Reading only; queries fetch the vault with it. */
@Entity
@Immutable
@Table(name = "azure_key")
public class AzureKey {

    @Id
    public UUID id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "vault_id")
    public Vault vault;

    public String account;
    public String keyName;
    public String version;
    public int versionCount;
    public String kid;
    public String kty;
    public String crv;
    public Integer keySize;

    @JdbcTypeCode(SqlTypes.ARRAY)
    public String[] keyOps;

    @JdbcTypeCode(SqlTypes.JSON)
    public PublicKey publicKey;

    @JdbcTypeCode(SqlTypes.JSON)
    public KeyAttributes attributes;

    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, String> tags;

    /** The schedule that backs the key up, or null. */
    public UUID backupConfigId;

    /** Whether the key belongs to a certificate, as far as is known. */
    public boolean managed;

    public String status;
    public boolean deleted;

    @Column(name = "key_soft_deleted_in_azure")
    public boolean softDeletedInAzure;

    public boolean gone;
    public String createdBy;
    public Instant createdAt;
    public Instant updatedAt;
    public Instant syncedAt;

    /** The latest backup, or null. One step in the index, from its end. */
    @Formula("(select b.id from key_backup b where b.key_id = id order by b.created_at desc, b.id desc limit 1)")
    public UUID latestBackup;

    /** When the latest backup was taken, or null. */
    @Formula("(select max(b.created_at) from key_backup b where b.key_id = id)")
    public Instant latestBackupAt;
}
