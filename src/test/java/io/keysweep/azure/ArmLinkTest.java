package io.keysweep.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArmLinkTest {

    private static final URI SERVER = URI.create("https://management.azure.com");
    private static final String WITHIN = "/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://management.azure.com/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/providers/x?$skiptoken=1",
                "https://management.azure.com:443/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/resources?$filter=a eq 'b'",
                "HTTPS://Management.Azure.com/Subscriptions/12E533DD-2b1e-4f0e-9b43-0f5e1c3d7a10/resources",
            })
    void followsLinksOfTheSameServerAndSubscription(String link) {
        assertEquals("management.azure.com", ArmLink.next(SERVER, link, WITHIN).getHost());
    }

    @Test
    void keepsTheQueryAsItIs() {
        String link = "https://management.azure.com" + WITHIN + "x?api-version=1&$skiptoken=a%2Bb%3D";

        assertEquals(
                "api-version=1&$skiptoken=a%2Bb%3D",
                ArmLink.next(SERVER, link, WITHIN).getRawQuery());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/x",
                "http://management.azure.com/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/x",
                "https://management.azure.com.evil.example/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/x",
                "https://management.azure.com@evil.example/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/x",
                "https://evil.example#management.azure.com/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/x",
                "https://management.azure.com:8443/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/x",
                "https://management.azure.com/subscriptions/another/x",
                "https://management.azure.com/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/../another/x",
                "https://management.azure.com/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/%2e%2e/another/x",
                "https://management.azure.com//evil.example/x",
                "//evil.example/x",
                "/subscriptions/12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10/x",
                "file:///etc/passwd",
                "https://[",
                "\\\\evil.example",
                "x",
            })
    void refusesAllOthers(String link) {
        assertThrows(KeyVaultException.ForeignLink.class, () -> ArmLink.next(SERVER, link, WITHIN));
    }
}
