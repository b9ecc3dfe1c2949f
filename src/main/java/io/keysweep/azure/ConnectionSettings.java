package io.keysweep.azure;

import java.util.Objects;
import java.util.UUID;

/**
 * A connection as Azure is to be met with it.
 *
 * @param id which connection
 * @param revision another number after each change of the connection
 */
public record ConnectionSettings(UUID id, int revision, Cloud cloud, Identity identity) {

    public ConnectionSettings {
        Objects.requireNonNull(id);
        Objects.requireNonNull(cloud);
        Objects.requireNonNull(identity);
    }

    /** Whether both are the same state of the same connection. */
    boolean sameAs(ConnectionSettings other) {
        return id.equals(other.id) && revision == other.revision;
    }
}
