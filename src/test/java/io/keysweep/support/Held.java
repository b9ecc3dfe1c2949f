package io.keysweep.support;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** A row that somebody else has locked: whoever wants to delete it has to wait until this is closed. */
public final class Held implements AutoCloseable {

    private final Connection connection;

    private Held(Connection connection) {
        this.connection = connection;
    }

    /** Locks a backup. */
    public static Held backup(UUID id) {
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
            return new Held(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets go of it. */
    @Override
    public void close() {
        try (connection) {
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
