package io.keysweep.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.azure.AzureConfig;
import io.keysweep.azure.Cloud;
import io.keysweep.http.BadRequestException;
import io.keysweep.support.Seed;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vaults as callers describe them, with the settings of a service that reaches Azure. */
class NewVaultsTest {

    private final NewVaults reader = new NewVaults(new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 1, new DurationConverter())
            .withMapping(AzureConfig.class)
            .build()
            .getConfigMapping(AzureConfig.class));

    private List<NewVault> checked(String name, String uri, Cloud cloud) {
        AddVaultsRequest.Item item = new AddVaultsRequest.Item(
                name,
                "/subscriptions/" + Seed.SUBSCRIPTION + "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/"
                        + name,
                "Microsoft.KeyVault/vaults",
                "westeurope",
                Map.of(),
                Map.of("vaultUri", uri));
        return reader.checked(
                new AddVaultsRequest("az", Seed.SUBSCRIPTION, Arrays.asList(item), null), Seed.SUBSCRIPTION, cloud);
    }

    @ParameterizedTest
    @CsvSource({
        "payments, https://payments.vault.azure.net/, PUBLIC",
        "Payments, https://payments.vault.azure.net, PUBLIC",
        "payments, https://PAYMENTS.vault.azure.net, PUBLIC",
        "payments, https://payments.vault.azure.cn, CHINA",
    })
    void aVaultIsAtItsOwnName(String name, String uri, Cloud cloud) {
        assertEquals(
                "https://payments." + (cloud == Cloud.CHINA ? "vault.azure.cn" : "vault.azure.net"),
                checked(name, uri, cloud).get(0).uri());
    }

    // Under another name it could be taken under management a second time.
    @ParameterizedTest
    @CsvSource({
        "archive, https://payments.vault.azure.net",
        "payments, https://payments-2.vault.azure.net",
        "payments, https://x.payments.vault.azure.net",
        "payments, https://payments.vault.azure.cn",
        "payments, https://payments.vault.azure.net:8443",
    })
    void andNowhereElse(String name, String uri) {
        BadRequestException refused = assertThrows(BadRequestException.class, () -> checked(name, uri, Cloud.PUBLIC));

        assertTrue(refused.getMessage().contains("https://" + name + ".vault.azure.net"), refused.getMessage());
    }
}
