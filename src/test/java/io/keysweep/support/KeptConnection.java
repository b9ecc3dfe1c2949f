package io.keysweep.support;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A connection to the database of the test that the next statement gets once it is closed: a login, and a backend that has read
 * nothing yet, cost many times what most statements do.
 */
final class KeptConnection implements AutoCloseable {

    private static final Queue<KeptConnection> IDLE = new ConcurrentLinkedQueue<>();
    private static final int SECONDS_TO_ANSWER = 1;

    private final String url;
    private final Connection connection;
    private boolean sound;

    private KeptConnection(String url) throws SQLException {
        this.url = url;
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", "postgres");
        // Tables change while it is kept, and a plan that the server has kept would not fit them any more.
        properties.setProperty("prepareThreshold", "0");
        this.connection = DriverManager.getConnection(url, properties);
    }

    /** One that the server still answers; the database of the test changes, and servers and backends are stopped in tests. */
    static KeptConnection take() throws SQLException {
        String url = System.getProperty(TestEnvironment.JDBC_URL);
        for (KeptConnection idle = IDLE.poll(); idle != null; idle = IDLE.poll()) {
            if (idle.url.equals(url) && idle.connection.isValid(SECONDS_TO_ANSWER)) {
                idle.sound = false;
                return idle;
            }
            idle.connection.close();
        }
        return new KeptConnection(url);
    }

    Connection connection() {
        return connection;
    }

    /** The statement went well, so that the connection may be kept. */
    void done() {
        sound = true;
    }

    @Override
    public void close() throws SQLException {
        if (sound) {
            IDLE.add(this);
        } else {
            connection.close();
        }
    }
}
