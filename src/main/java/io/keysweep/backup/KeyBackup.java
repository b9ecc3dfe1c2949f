package io.keysweep.backup;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;

/** A backup without its blob, so that no list ever loads one. Reading only. */
@Entity
@Immutable
@Table(name = "key_backup")
class KeyBackup {

    @Id
    UUID id;

    String account;
    UUID vaultId;
    UUID keyId;
    String type;
    String name;
    String description;
    int versionCount;

    /** Null where it is not known: of older backups, or of versions within a second. */
    String newestVersion;

    @Column(name = "blob_size")
    int size;

    @Column(name = "blob_digest")
    byte[] digest;

    @Formula("coalesce(held_until > now(), false)")
    boolean held;

    /** Null also for a hold without an end. */
    @Formula("case when held_until < 'infinity' then held_until end")
    Instant heldUntil;

    String holdReason;
    String heldBy;
    Instant heldAt;
    boolean lastOfGoneKey;
    Instant createdAt;
    Instant updatedAt;
}
