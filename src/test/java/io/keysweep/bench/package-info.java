/**
 * The benchmark: {@code ./mvnw verify -Pbench}. Real processes of the packaged service on a PostgreSQL server of its own.
 *
 * <p>Every figure is a ratio to a baseline measured in the same run, on the same rows in the same layout: each run starts
 * from a file copy of one template database and a checkpoint, so that pages are as cold for one side as for the other, and
 * the sides take turns, so that a noisy neighbour meets both. Beside wall time stands the server's CPU time a row, which
 * neighbours disturb less, and WAL bytes a row. Autovacuum is off; vacuum is owed for a deleted row however it was deleted.
 *
 * <p>Settings: {@code -Dbench.only=1,4} picks figures, {@code -Dbench.scale=0.05} shrinks the data (figures of small data are
 * for trying the program out), {@code -Dbench.repeats=5} says how often each pair runs.
 */
package io.keysweep.bench;
