package io.keysweep.ops;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.startsWith;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that nobody reads, by the part of the name that says of which feature they are. */
class UnknownSettingsCheckTest {

    // Read once: it takes seconds.
    private static final List<? extends Class<?>> MAPPINGS = new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .withImportOption(location -> !location.contains("/io/keysweep/dev/"))
                    .importPackages("io.keysweep")
                    .stream()
                    .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                    .map(JavaClass::reflect)
                    .toList();

    @Test
    void knowsTheFeaturesThatHaveSettingsAndNoOthers() {
        assertThat(new TreeSet<>(UnknownSettingsCheck.FEATURES), equalTo(new TreeSet<>(mapped())));
    }

    // By its environment form alone a setting without a default cannot be told from one that there is not, if its name
    // is one word; SmallRye finds the dashes.
    @Test
    void settingsWithoutADefaultHaveADashByWhichTheyAreKnown() {
        for (Class<?> type : MAPPINGS) {
            ConfigMappings.ConfigClass.configClass(type).getProperties().forEach((name, value) -> {
                if (value == null) {
                    assertThat(name, containsString("-"));
                }
            });
        }
    }

    private static List<String> problems(Map<String, String> environment) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 300, new DurationConverter())
                .withConverter(MemorySize.class, 300, new MemorySizeConverter())
                .withSources(new EnvConfigSource(environment, 300));
        MAPPINGS.forEach(builder::withMapping);
        return new UnknownSettingsCheck(builder.build()).problems();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "KEYSWEEP_SWEEP_CHUNKSIZE",
                "KEYSWEEP_SWEP_CHUNK_SIZE",
                "KEYSWEEP_CHUNK_SIZE",
                "KEYSWEEP_AUTH_LOCAL_ADMINPASSWORD",
                "KEYSWEEP_AUTH_ADMIN_PASSWORD",
                "KEYSWEEP_ENCRYPTION_KEYFILE",
                "KEYSWEEP_HTTP_PORT_RANGE",
                "KEYSWEEP_BACKUP_LIMIT",
                "KEYSWEEP_OPS",
                "KEYSWEEP_"
            })
    void namesAnEnvironmentVariableThatNobodyReads(String name) {
        assertThat(problems(Map.of(name, "5")), contains(startsWith(name + " is the environment form of no setting")));
    }

    @Test
    void knowsTheEnvironmentFormOfEverySetting() {
        Map<String, String> all = new HashMap<>();
        MAPPINGS.forEach(type -> ConfigMappings.ConfigClass.configClass(type)
                .getProperties()
                .forEach((name, value) -> all.put(
                        name.replace("[*]", "[0]")
                                .replaceAll("[^A-Za-z0-9]", "_")
                                .toUpperCase(Locale.ROOT),
                        value == null ? sample(name) : value)));
        assertThat(all.size(), greaterThan(90));
        assertThat(problems(all), empty());
        assertThat(problems(Map.of("KEYSWEEP_CONNECTION_PLATFORM_IDENTITY_ACCOUNTS", "kylo")), empty());
    }

    private static String sample(String name) {
        if (name.endsWith("connections-each")) {
            return "1";
        }
        return name.endsWith("wrap-with") ? "key-file" : "x";
    }

    // For services called keysweep, keysweep-api and what Knative makes of the latter.
    @Test
    void takesWhatKubernetesTellsOfItsServices() {
        assertThat(
                problems(Stream.of(
                                "KEYSWEEP_SERVICE_HOST",
                                "KEYSWEEP_SERVICE_PORT",
                                "KEYSWEEP_SERVICE_PORT_HTTP",
                                "KEYSWEEP_PORT",
                                "KEYSWEEP_PORT_8080_TCP",
                                "KEYSWEEP_PORT_8080_TCP_ADDR",
                                "KEYSWEEP_PORT_8080_TCP_PORT",
                                "KEYSWEEP_PORT_8080_TCP_PROTO",
                                "KEYSWEEP_API_SERVICE_HOST",
                                "KEYSWEEP_API_00001_PRIVATE_SERVICE_PORT_HTTP_AUTOMETRIC",
                                "KEYSWEEP_API_PORT_80_TCP")
                        .collect(Collectors.toMap(name -> name, name -> "tcp://10.0.0.1:80"))),
                empty());
    }

    private static Set<String> mapped() {
        return MAPPINGS.stream()
                .map(type -> type.getAnnotation(ConfigMapping.class).prefix().split("\\.")[1])
                .collect(Collectors.toSet());
    }

    @Test
    void namesTheSettingOfAFeatureThatHasNone() {
        var config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(
                        Map.of("keysweep.backup.limit", "1", "keysweep.sweep.lease", "2s", "other.backup", "1"),
                        "test",
                        100))
                .build();

        assertThat(
                new UnknownSettingsCheck(config).problems(),
                contains("keysweep.backup.limit is no setting; remove it or mend its name"));
    }
}
