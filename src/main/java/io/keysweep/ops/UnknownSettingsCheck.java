package io.keysweep.ops;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.common.utils.StringUtil;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/**
 * Finds settings of a feature that there is not, and environment variables that are no setting's. (Within a feature the
 * configuration itself refuses what it does not know, but not from the environment.) A setting that nobody reads is a mistake
 * that somebody relies on.
 */
@Singleton
class UnknownSettingsCheck implements StartupCheck {

    private static final String PREFIX = "keysweep.";
    private static final String ENVIRONMENT_PREFIX = "KEYSWEEP_";

    // What Kubernetes tells each container of the services beside it, if theirs is called keysweep or keysweep-api.
    private static final Pattern OF_A_SERVICE = Pattern.compile(
            "KEYSWEEP_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT|PORT_\\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?)");

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
        Set<String> variables = variables();
        Stream<String> unread = variables.stream()
                .filter(name -> !OF_A_SERVICE.matcher(name).matches())
                .map(name -> name + " is the environment form of no setting; remove it or mend its name");
        Stream<String> ofNoFeature = names(config)
                .filter(name -> name.startsWith(PREFIX))
                .filter(name -> !FEATURES.contains(feature(name)))
                .filter(name -> !variables.contains(variable(name)))
                .map(name -> name + " is no setting; remove it or mend its name");
        return Stream.concat(unread, ofNoFeature).toList();
    }

    private Set<String> variables() {
        Set<String> known = known().map(UnknownSettingsCheck::variable).collect(Collectors.toSet());
        return names(config)
                .filter(name -> name.startsWith(ENVIRONMENT_PREFIX))
                .filter(name -> !known.contains(name))
                .collect(Collectors.toUnmodifiableSet());
    }

    // Those that have a default or are set elsewhere, and those whose dashes SmallRye has found for a variable: of one
    // that it does not know, it makes a name without any.
    private Stream<String> known() {
        return StreamSupport.stream(config.getConfigSources().spliterator(), false)
                .flatMap(source -> source.getPropertyNames().stream()
                        .filter(name -> !(source instanceof EnvConfigSource) || name.contains("-")))
                .filter(name -> name.startsWith(PREFIX));
    }

    private static Stream<String> names(Config config) {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .distinct();
    }

    private static String variable(String name) {
        return StringUtil.replaceNonAlphanumericByUnderscores(name).toUpperCase(Locale.ROOT);
    }

    private static String feature(String name) {
        String rest = name.substring(PREFIX.length());
        int end = rest.indexOf('.');
        return end < 0 ? rest : rest.substring(0, end);
    }
}
