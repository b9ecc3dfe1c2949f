package io.keysweep.azure;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AzureSettingsCheckTest {

    private static List<String> problems(Map<String, String> settings) {
        return new AzureSettingsCheck(TestAzure.config(settings)).problems();
    }

    @Test
    void takesTheDefaultsAndTheEndsOfEachRange() {
        assertThat(problems(Map.of()), empty());
        assertThat(
                problems(Map.of(
                        "keysweep.azure.retries", "0",
                        "keysweep.azure.connections-per-vault", "1",
                        "keysweep.azure.cached-vaults", "10000",
                        "keysweep.azure.retry-delay", "0s",
                        "keysweep.azure.timeout", "100ms")),
                empty());
    }

    @ParameterizedTest
    @CsvSource({
        "retries, -1, '0 to 10, is -1'",
        "retries, 11, '0 to 10, is 11'",
        "connections-per-vault, 0, '1 to 1000, is 0'",
        "connections-per-vault, 1001, '1 to 1000, is 1001'",
        "cached-vaults, 0, '1 to 10000, is 0'",
        "cached-vaults, 10001, '1 to 10000, is 10001'",
        "timeout, 99ms, 'at least PT0.1S, is PT0.099S'",
        "retry-delay, PT-1S, 'at least PT0S, is PT-1S'",
        "connection-recheck, PT-1S, 'at least PT0S, is PT-1S'",
    })
    void saysWhichSettingIsOutOfItsRange(String name, String value, String range) {
        assertThat(
                problems(Map.of("keysweep.azure." + name, value)),
                contains("keysweep.azure." + name + " must be " + range));
    }
}
