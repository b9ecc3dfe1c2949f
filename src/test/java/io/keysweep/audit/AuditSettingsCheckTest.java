package io.keysweep.audit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.azure.AzureConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditSettingsCheckTest {

    private static final String KEY = "https://name.vault.azure.net/keys/audit";

    private static List<String> problems(String... namesAndValues) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put("keysweep." + namesAndValues[i], namesAndValues[i + 1]);
        }
        var config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 1, new DurationConverter())
                .withMapping(AuditConfig.class)
                .withMapping(AzureConfig.class)
                .withDefaultValues(settings)
                .build();
        return new AuditSettingsCheck(
                        config.getConfigMapping(AuditConfig.class), config.getConfigMapping(AzureConfig.class))
                .problems();
    }

    @Test
    void takesNoKeyOrOneInKeyVault() {
        assertThat(problems(), empty());
        assertThat(problems("audit.signing-key", KEY, "azure.platform-identity", "managed"), empty());
        assertThat(problems("audit.signing-key", KEY + "/0123456789abcdef", "azure.access-token", "t"), empty());
    }

    @Test
    void saysAllThatIsWrongAtOnce() {
        assertThat(
                problems("audit.signing-key", "http://name/keys", "audit.signing-key-refresh", "0s"),
                contains(
                        startsWith("keysweep.audit.signing-key must look like"),
                        startsWith("keysweep.audit.signing-key needs an identity"),
                        startsWith("keysweep.audit.signing-key-refresh must be PT1S to PT24H, is PT0S")));
        assertThat(
                problems("audit.signing-key-refresh", "25h"),
                contains(startsWith("keysweep.audit.signing-key-refresh must be ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://name.vault.azure.net/keys/audit",
                "https://name.vault.azure.net/",
                "https://name.vault.azure.net/keys/",
                "https://name.vault.azure.net/secrets/audit",
                "https://name.vault.azure.net/keys/a/b/c",
                "https://u@name.vault.azure.net/keys/a",
                "https://name.vault.azure.net/keys/a?b",
                "keys/a",
                "mailto:a@b"
            })
    void refusesWhatIsNoKey(String key) {
        assertThat(
                problems("audit.signing-key", key, "azure.access-token", "t"),
                contains(startsWith("keysweep.audit.signing-key must look like")));
    }
}
