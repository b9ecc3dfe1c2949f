package io.keysweep.dev;

import io.keysweep.dev.keyvault.LocalKeyVault;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.logging.Logger;

/**
 * Gives dev mode its database and its Key Vault: found by the configuration itself, so that the service knows nothing of
 * it. Inert in every other profile. Live reload loads this class anew each time, hence the system properties that remember
 * the servers.
 */
public final class DevSettings implements ConfigSourceFactory {

    private static final Logger LOGGER = Logger.getLogger(DevSettings.class);
    private static final String PORT = "dev.keysweep.database-port";
    private static final String VAULT_CERTIFICATE = "dev.keysweep.vault-certificate";
    private static final String AZURE_URI = "dev.keysweep.azure-uri";
    private static final String VAULT_URIS = "dev.keysweep.vault-uris";
    private static final int BELOW_SYSTEM_PROPERTIES = 275;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        if (!context.getProfiles().contains("dev")) {
            return List.of();
        }
        return List.of(new PropertiesConfigSource(settings(), "keysweep-dev", BELOW_SYSTEM_PROPERTIES));
    }

    /** Where the vaults of the local Key Vault are, once dev mode has started. */
    public static List<URI> vaultUris() {
        return Stream.of(System.getProperty(VAULT_URIS).split(",", -1))
                .map(URI::create)
                .toList();
    }

    private static Map<String, String> settings() {
        if (System.getProperty(PORT) == null) {
            System.setProperty(PORT, Integer.toString(EmbeddedDatabase.start().port()));
        }
        if (System.getProperty(VAULT_URIS) == null) {
            startVaults();
        }
        Map<String, String> settings = new HashMap<>(EmbeddedDatabase.settings(Integer.getInteger(PORT)));
        settings.putAll(LocalKeyVault.settings(System.getProperty(VAULT_CERTIFICATE), System.getProperty(AZURE_URI)));
        settings.putAll(DevKeyFile.settings());
        return settings;
    }

    private static void startVaults() {
        List<String> started = startInOwnLoader();
        // The last one is for whoever tries the service to find and add.
        List<String> uris = started.subList(2, started.size() - 1);
        System.setProperty(VAULT_CERTIFICATE, started.get(0));
        System.setProperty(AZURE_URI, started.get(1));
        System.setProperty(VAULT_URIS, String.join(",", uris));
        LOGGER.infof("local key vault started uris=%s", uris);
    }

    /** Live reload closes the loader of this class; the server has to be able to load classes ever after. */
    @SuppressWarnings("unchecked")
    private static List<String> startInOwnLoader() {
        URL classes = DevSettings.class.getProtectionDomain().getCodeSource().getLocation();
        try {
            ClassLoader own = new URLClassLoader(new URL[] {classes}, Vertx.class.getClassLoader());
            return (List<String>) own.loadClass(LocalKeyVault.class.getName())
                    .getMethod("startForDevMode")
                    .invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the local Key Vault did not start", e);
        }
    }
}
