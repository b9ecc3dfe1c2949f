package io.keysweep.subscription;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A subscription that the account has a vault of. Reading only. */
@Entity
@Immutable
@Table(name = "subscription")
public class Subscription {

    @Id
    public UUID id;

    public String account;
    public String subscriptionId;
    public String displayName;
    public String state;
    public String authorizationSource;
    public String tenantId;
    public Instant createdAt;
    public Instant updatedAt;
}
