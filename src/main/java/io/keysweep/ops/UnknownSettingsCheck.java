package io.keysweep.ops;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/**
 * Finds settings of a feature that there is not. (Within a feature the configuration itself refuses what it does not
 * know.) A setting that nobody reads is a mistake that somebody relies on.
 */
@Singleton
class UnknownSettingsCheck implements StartupCheck {

    private static final String PREFIX = "keysweep.";

    /** The second part of the names of all settings. */
    static final Set<String> FEATURES = Set.of(
            "account",
            "audit",
            "auth",
            "azure",
            "bulkjob",
            "connection",
            "encryption",
            "http",
            "limits",
            "migrate",
            "ops",
            "rotation",
            "schedule",
            "sweep",
            "sync");

    private final Config config;

    UnknownSettingsCheck(Config config) {
        this.config = config;
    }

    @Override
    public List<String> problems() {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(PREFIX))
                .filter(name -> !FEATURES.contains(feature(name)))
                .distinct()
                .map(name -> name + " is no setting; remove it or mend its name")
                .toList();
    }

    private static String feature(String name) {
        String rest = name.substring(PREFIX.length());
        int end = rest.indexOf('.');
        return end < 0 ? rest : rest.substring(0, end);
    }
}
