package io.keysweep.rotation;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of rotations. */
@ConfigMapping(prefix = "keysweep.rotation")
public interface RotationConfig {

    /** Slices of rotations that this replica works on at the same time, 1 to 16; a slice of data keys is a vault. */
    @WithDefault("2")
    int slicesPerReplica();

    /** Backups that one step encrypts anew, 1 to 1,000; fewer if their blobs are large. */
    @WithDefault("50")
    int backupsPerStep();

    /**
     * Bytes of the blobs that one step encrypts anew, 1M to 256M; one backup at the least. It takes some five times as much
     * memory.
     */
    @WithDefault("4M")
    MemorySize bytesPerStep();

    /** Keys that one step wraps anew, 1 to 1,000; each may take two calls to Azure. */
    @WithDefault("50")
    int keysPerStep();

    /** Calls to Azure that one step makes at the same time, 1 to 64. */
    @WithDefault("8")
    int callsPerStep();

    /** How long one step is waited for. */
    @WithDefault("60s")
    Duration stepTimeout();

    /** How long a claim holds without a sign of life; longer than {@code step-timeout}. */
    @WithDefault("90s")
    Duration lease();

    /** Steps in a row that came to nothing, for Azure being away say, after which a slice is given up: some two hours. */
    @WithDefault("300")
    int attempts();
}
