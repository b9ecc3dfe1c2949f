package io.keysweep.connection;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A connection, without what is secret of it. Reading only. */
@Entity
@Immutable
@Table(name = "connection")
public class AzureConnection {

    @Id
    public UUID id;

    public String account;
    public String name;
    public String description;
    public String cloudName;
    public String authType;
    public String tenantId;
    public String clientId;
    public String certificate;
    public String certificateThumbprint;

    @JdbcTypeCode(SqlTypes.ARRAY)
    public List<String> products;

    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, Object> meta;

    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, Object> labels;

    public int revision;
    public Boolean lastConnectionOk;
    public String lastConnectionError;
    public Instant lastConnectionAt;
    public Instant createdAt;
    public Instant updatedAt;

    AuthType authType() {
        return AuthType.of(authType);
    }
}
