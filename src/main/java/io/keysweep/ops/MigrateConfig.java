package io.keysweep.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;

/** When the schema is migrated. */
@ConfigMapping(prefix = "keysweep.migrate")
public interface MigrateConfig {

    /**
     * {@code at-start}: by each replica as it starts. {@code only}: the process migrates and ends, with 0 or 1, and needs
     * no other setting than the database's. {@code never}: somebody else does it; until then the service is not ready.
     */
    @WithParentName
    @WithDefault("at-start")
    When when();

    /** The choices. */
    enum When {
        ONLY,
        AT_START,
        NEVER
    }
}
