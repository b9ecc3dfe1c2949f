package io.keysweep.sweep;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the engine. Nothing here has an unlimited value. */
@ConfigMapping(prefix = "keysweep.sweep")
public interface SweepConfig {

    /** Slices that this replica works on at the same time, 1 to 64; two for each core of the database is plenty. */
    @WithDefault("4")
    int slicesPerReplica();

    /** Jobs that this replica plans, verifies or stops at the same time, 1 to 64. */
    @WithDefault("4")
    int jobsPerReplica();

    /**
     * Slices of one job that all replicas together work on at the same time, 1 to 64; more than one replica takes, so that
     * another finds some to share.
     */
    @WithDefault("8")
    int slicesPerJob();

    /** Backups in a full slice, 1 to 1,000,000: how long one job keeps a slot before another has its turn. */
    @WithDefault("20000")
    int sliceSize();

    /**
     * Backups in the first slices of a job, 1 to 1,000,000: the smaller they are, the smaller a job may be and still be shared.
     * They double until they are full.
     */
    @WithDefault("2500")
    int firstSliceSize();

    /**
     * Backups deleted by one statement, 1 to 10,000: how much work a crash can cost, and how soon a cancel works. Smaller ones
     * wait more often for their commits; beyond the default little is won.
     */
    @WithDefault("2500")
    int chunkSize();

    /** How long a claim holds without a sign of life; every chunk renews it. By the database's clock. */
    @WithDefault("10s")
    Duration lease();

    /** How often to look for work that other replicas accepted or left behind, while any job is active. */
    @WithDefault("1s")
    Duration pollInterval();

    /** How far the interval grows when no job is active. */
    @WithDefault("10s")
    Duration idlePollInterval();

    /** How long a chunk waits for a backup that somebody else has locked, before it backs off. */
    @WithDefault("1s")
    Duration lockTimeout();

    /** How long an answer of the database is waited for; after that the connection counts as lost. */
    @WithDefault("30s")
    Duration statementTimeout();

    /** The shortest back-off after a passing fault. */
    @WithDefault("100ms")
    Duration backOffMinimum();

    /** The longest back-off after a passing fault. */
    @WithDefault("30s")
    Duration backOffMaximum();

    /** Passing faults in a row, without a chunk in between, after which the job is given up as failed. */
    @WithDefault("20")
    int attempts();

    /** Backups of one job that may be refused by the database before the job is given up as failed. */
    @WithDefault("1000")
    int failedItemsLimit();

    /** How long a shutdown waits for the chunks in flight, counted from its beginning. */
    @WithDefault("4s")
    Duration shutdownTimeout();
}
