package io.keysweep.dev;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Gives dev mode its database: found by the configuration itself, so that the service knows nothing of it. Inert in
 * every other profile. Live reload loads this class anew each time, hence the system property that remembers the server.
 */
public final class DevSettings implements ConfigSourceFactory {

    private static final String PORT = "dev.keysweep.database-port";
    private static final int BELOW_SYSTEM_PROPERTIES = 275;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        if (!context.getProfiles().contains("dev")) {
            return List.of();
        }
        return List.of(new PropertiesConfigSource(settings(), "keysweep-dev", BELOW_SYSTEM_PROPERTIES));
    }

    private static Map<String, String> settings() {
        if (System.getProperty(PORT) == null) {
            System.setProperty(PORT, Integer.toString(EmbeddedDatabase.start().port()));
        }
        return EmbeddedDatabase.settings(Integer.getInteger(PORT));
    }
}
