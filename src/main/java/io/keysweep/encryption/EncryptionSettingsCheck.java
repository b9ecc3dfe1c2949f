package io.keysweep.encryption;

import io.keysweep.azure.AzureConfig;
import io.keysweep.azure.KeySettingCheck;
import io.keysweep.encryption.EncryptionConfig.WrapWith;
import io.keysweep.ops.SettingRanges;
import io.keysweep.ops.StartupCheck;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds settings under which nothing could be wrapped or opened. Asks no Azure: a start does not wait for it. */
@Singleton
class EncryptionSettingsCheck implements StartupCheck {

    private static final String PREFIX = "keysweep.encryption.";

    private final EncryptionConfig config;
    private final AzureConfig azure;
    private final LocalKeyFile file;

    EncryptionSettingsCheck(EncryptionConfig config, AzureConfig azure, LocalKeyFile file) {
        this.config = config;
        this.azure = azure;
        this.file = file;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (config.keyFile().isPresent()) {
            problems.addAll(file.problems());
        } else if (config.keyVaultKey().isEmpty()) {
            file.problems().stream()
                    .map(problem -> problem + ", or name a key in Azure Key Vault: " + PREFIX + "key-vault-key")
                    .forEach(problems::add);
        }
        config.keyVaultKey()
                .map(key -> KeySettingCheck.problems(PREFIX + "key-vault-key", key, azure))
                .ifPresent(problems::addAll);
        checkWrapWith(problems);
        checkTimes(new SettingRanges(PREFIX, problems));
        return problems;
    }

    private void checkWrapWith(List<String> problems) {
        boolean both = config.keyFile().isPresent() && config.keyVaultKey().isPresent();
        if (both && config.wrapWith().isEmpty()) {
            problems.add(
                    PREFIX + "wrap-with must say key-file or key-vault-key, since both are set; unset the other once a"
                            + " rotation job of level wrapping-key has ended");
        }
        config.wrapWith()
                .filter(kind -> kind == WrapWith.KEY_FILE
                        ? config.keyFile().isEmpty()
                        : config.keyVaultKey().isEmpty())
                .ifPresent(kind -> problems.add(PREFIX + "wrap-with names "
                        + (kind == WrapWith.KEY_FILE ? "key-file" : "key-vault-key") + ", which is not set"));
    }

    private void checkTimes(SettingRanges ranges) {
        ranges.range("key-refresh", config.keyRefresh(), Duration.ofSeconds(1), Duration.ofDays(1));
        ranges.range("key-max-age", config.keyMaxAge(), config.keyRefresh(), Duration.ofDays(7));
        ranges.range("destroy-interval", config.destroyInterval(), Duration.ofMillis(100), Duration.ofDays(1));
    }
}
