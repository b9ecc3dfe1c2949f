package io.keysweep.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArmLinkTest {

    private static final URI SERVER = URI.create("https://management.azure.com");
    private static final String LIST =
            "/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/providers/Microsoft.KeyVault/vaults";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://management.azure.com/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/providers/Microsoft.KeyVault/vaults?$skiptoken=1",
                "https://management.azure.com:443/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/providers/Microsoft.KeyVault/vaults?$filter=a eq 'b'",
                "HTTPS://Management.Azure.com/Subscriptions/12E533DD-2b1e-4f0e-9b43-0f5e1c3d7a10/Providers/microsoft.keyvault/vaults",
            })
    void followsLinksToTheSameListOfTheSameServer(String link) {
        assertEquals("management.azure.com", ArmLink.next(SERVER, link, LIST).getHost());
    }

    @Test
    void keepsTheQueryAsItIs() {
        String link = "https://management.azure.com" + LIST + "?api-version=1&$skiptoken=a%2Bb%3D";

        assertEquals(
                "api-version=1&$skiptoken=a%2Bb%3D",
                ArmLink.next(SERVER, link, LIST).getRawQuery());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/providers/Microsoft.KeyVault/vaults",
                "http://management.azure.com/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/providers/Microsoft.KeyVault/vaults",
                "https://management.azure.com.evil.example/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/providers/Microsoft.KeyVault/vaults",
                "https://management.azure.com@evil.example/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/providers/Microsoft.KeyVault/vaults",
                "https://evil.example#management.azure.com/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/providers/Microsoft.KeyVault/vaults",
                "https://management.azure.com:8443/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/providers/Microsoft.KeyVault/vaults",
                "https://management.azure.com/subscriptions/another/providers/Microsoft.KeyVault/vaults",
                "https://management.azure.com/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/providers/Microsoft.KeyVault/managedHSMs",
                "https://management.azure.com/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/providers/Microsoft.Resources/deployments",
                "https://management.azure.com/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/../another/x",
                "https://management.azure.com/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/%2e%2e/another/x",
                "https://management.azure.com//evil.example/x",
                "//evil.example/x",
                "/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/providers/Microsoft.KeyVault/vaults",
                "file:///etc/passwd",
                "https://[",
                "\\\\evil.example",
                "x",
            })
    void refusesAllOthers(String link) {
        assertThrows(KeyVaultException.ForeignLink.class, () -> ArmLink.next(SERVER, link, LIST));
    }
}
