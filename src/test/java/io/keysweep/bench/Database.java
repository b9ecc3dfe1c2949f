package io.keysweep.bench;

import io.keysweep.dev.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One database of the server. Each call has a connection of its own, so that nothing keeps it from being copied. */
record Database(BenchServer server, String name, int port) implements AutoCloseable {

    private static final String OWNER = "postgres";

    /** The datasource settings of a service on it. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(EmbeddedDatabase.settings(port));
        settings.put("quarkus.datasource.reactive.url", "postgresql://localhost:" + port + "/" + name);
        settings.put("quarkus.datasource.jdbc.url", jdbcUrl());
        return settings;
    }

    String jdbcUrl() {
        return "jdbc:postgresql://localhost:" + port + "/" + name;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), OWNER, OWNER);
    }

    int update(String sql, Object... values) {
        try (Connection connection = connect()) {
            return update(connection, sql, values);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    <T> List<T> query(Class<T> type, String sql, Object... values) {
        try (Connection connection = connect();
                PreparedStatement statement = prepare(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<T> results = new ArrayList<>();
            while (rows.next()) {
                results.add(rows.getObject(1, type));
            }
            return results;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    String text(String sql) {
        return query(String.class, sql).get(0);
    }

    long number(String sql, Object... values) {
        return query(Long.class, sql, values).get(0);
    }

    double seconds(String sql, Object... values) {
        return query(Double.class, sql, values).get(0);
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(
                    i + 1, values[i] instanceof Object[] array ? connection.createArrayOf("uuid", array) : values[i]);
        }
        return statement;
    }

    /** Makes the next change of each page a full-page image in the WAL, as it is with rows that are old. */
    void checkpoint() {
        update("CHECKPOINT");
    }

    long walPosition() {
        return number("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint");
    }

    @Override
    public void close() {
        server.drop(this);
    }
}
