package io.keysweep.sync;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of jobs that go through Azure: synchronizations and scheduled backups. */
@ConfigMapping(prefix = "keysweep.sync")
public interface SyncConfig {

    /** Vaults that this replica works on at the same time, 1 to 64. They wait for Azure, not for the database. */
    @WithDefault("8")
    int vaultsPerReplica();

    /** Calls to one vault that are under way at the same time, 1 to 32. */
    @WithDefault("8")
    int callsPerVault();

    /** Keys looked at or backed up in one step where we choose how many, 1 to 500. Pages of Azure's lists have 25. */
    @WithDefault("25")
    int keysPerStep();

    /** How long one step is waited for; then it is tried again. */
    @WithDefault("60s")
    Duration stepTimeout();

    /** How long a claim of a vault holds without a sign of life; longer than a step. By the database's clock. */
    @WithDefault("90s")
    Duration lease();

    /** Steps in a row that come to nothing, a throttled or an offline vault say, after which the vault is given up as failed. */
    @WithDefault("15")
    int attempts();
}
