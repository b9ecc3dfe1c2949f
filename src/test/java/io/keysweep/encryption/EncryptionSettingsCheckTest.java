package io.keysweep.encryption;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.azure.AzureConfig;
import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionSettingsCheckTest {

    private static final String KEY = "https://name.vault.azure.net/keys/wrapping";

    @TempDir
    Path directory;

    private static List<String> problems(String... namesAndValues) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "keysweep.encryption.key-refresh", "PT10M",
                "keysweep.encryption.key-max-age", "PT8H",
                "keysweep.encryption.destroy-interval", "PT1M",
                "keysweep.azure.timeout", "PT30S",
                "keysweep.azure.retry-delay", "PT0.5S",
                "keysweep.azure.connection-recheck", "PT5S"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put("keysweep." + namesAndValues[i], namesAndValues[i + 1]);
        }
        var config = new SmallRyeConfigBuilder()
                .withMapping(EncryptionConfig.class)
                .withMapping(AzureConfig.class)
                .withDefaultValues(settings)
                .build();
        EncryptionConfig encryption = config.getConfigMapping(EncryptionConfig.class);
        return new EncryptionSettingsCheck(
                        encryption,
                        config.getConfigMapping(AzureConfig.class),
                        new LocalKeyFile(encryption.keyFile(), LaunchMode.NORMAL))
                .problems();
    }

    private String file() throws Exception {
        return Files.writeString(directory.resolve("key"), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
                .toString();
    }

    @Test
    void takesAFileOrAKeyInKeyVault() throws Exception {
        assertThat(problems("encryption.key-file", file()), empty());
        assertThat(problems("encryption.key-vault-key", KEY, "azure.platform-identity", "managed"), empty());
        assertThat(problems("encryption.key-vault-key", KEY + "/0123456789abcdef", "azure.access-token", "t"), empty());
    }

    @Test
    void takesBothWhenItIsSaidWhichWraps() throws Exception {
        for (String kind : List.of("key-file", "key-vault-key")) {
            assertThat(
                    problems(
                            "encryption.key-file",
                            file(),
                            "encryption.key-vault-key",
                            KEY,
                            "encryption.wrap-with",
                            kind,
                            "azure.platform-identity",
                            "workload"),
                    empty());
        }
        assertThat(
                problems("encryption.key-file", file(), "encryption.key-vault-key", KEY, "azure.access-token", "t"),
                contains(startsWith("keysweep.encryption.wrap-with must say")));
    }

    @Test
    void saysAllThatIsWrongAtOnce() {
        assertThat(
                problems(
                        "encryption.key-vault-key", "http://name/keys",
                        "encryption.wrap-with", "key-file",
                        "encryption.key-refresh", "PT0S",
                        "encryption.key-max-age", "P30D"),
                contains(
                        startsWith("keysweep.encryption.key-vault-key must look like"),
                        startsWith("keysweep.encryption.key-vault-key needs an identity"),
                        startsWith("keysweep.encryption.wrap-with names key-file, which is not set"),
                        startsWith("keysweep.encryption.key-refresh must be "),
                        startsWith("keysweep.encryption.key-max-age must be ")));
    }

    @Test
    void saysThatNothingIsSet() {
        assertThat(problems(), contains(startsWith("keysweep.encryption.key-file: not set")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://name.vault.azure.net/keys/wrapping",
                "https://name.vault.azure.net/",
                "https://name.vault.azure.net/keys/",
                "https://name.vault.azure.net/secrets/wrapping",
                "https://name.vault.azure.net/keys/a/b/c",
                "https://u@name.vault.azure.net/keys/a",
                "https://name.vault.azure.net/keys/a?b",
                "https://name.vault.azure.net/keys/a#b",
                "keys/a",
                "mailto:a@b"
            })
    void refusesWhatIsNoKey(String key) {
        assertThat(
                problems("encryption.key-vault-key", key, "azure.access-token", "t"),
                contains(startsWith("keysweep.encryption.key-vault-key must look like")));
    }
}
