package io.keysweep.chaos;

import io.keysweep.support.Seed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** All connections that the server has to give, until this is closed. */
final class UsedUp implements AutoCloseable {

    private final List<Connection> connections = new ArrayList<>();

    private UsedUp() {}

    static UsedUp all() {
        UsedUp usedUp = new UsedUp();
        usedUp.more();
        return usedUp;
    }

    /** Takes what has become free since. */
    void more() {
        for (int attempt = 0; attempt < 2 * ChaosDatabase.CONNECTIONS; attempt++) {
            try {
                connections.add(Seed.connect());
            } catch (SQLException e) {
                // "Too many clients": others that were just closed may be freed while this goes on.
            }
        }
    }

    /** How many are taken. */
    int count() {
        return connections.size();
    }

    @Override
    public void close() {
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (SQLException e) {
                // The server closed it.
            }
        }
    }
}
