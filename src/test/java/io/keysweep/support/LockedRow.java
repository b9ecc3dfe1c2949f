package io.keysweep.support;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** A row that somebody else has locked: whoever wants to delete it has to wait until this is closed. */
public final class LockedRow implements AutoCloseable {

    private final Connection connection;

    private LockedRow(Connection connection) {
        this.connection = connection;
    }

    /** Locks a backup. */
    public static LockedRow backup(UUID id) {
        try {
            Connection connection = Seed.connect();
            connection.setAutoCommit(false);
            try (PreparedStatement lock =
                    connection.prepareStatement("SELECT id FROM key_backup WHERE id = ? FOR UPDATE")) {
                lock.setObject(1, id);
                if (!lock.executeQuery().next()) {
                    throw new IllegalStateException("there is no backup " + id);
                }
            }
            return new LockedRow(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets go of it; a second time does nothing. */
    @Override
    public void close() {
        try {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
