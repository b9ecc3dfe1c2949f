package io.keysweep.account;

import io.vertx.mutiny.sqlclient.Tuple;

/** A statement and its parameters, {@code $1} and on. */
public record Statement(String sql, Tuple parameters) {}
