package io.keysweep.ops;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Settings that nobody reads, by the part of the name that says of which feature they are. */
class UnknownSettingsCheckTest {

    @Test
    void knowsTheFeaturesThatHaveSettingsAndNoOthers() {
        assertThat(new TreeSet<>(UnknownSettingsCheck.FEATURES), equalTo(new TreeSet<>(mapped())));
    }

    private static Set<String> mapped() {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .withImportOption(location -> !location.contains("/io/keysweep/dev/"))
                        .importPackages("io.keysweep")
                        .stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .map(type ->
                                type.getAnnotationOfType(ConfigMapping.class).prefix())
                        .map(prefix -> prefix.split("\\.")[1])
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
