package io.keysweep.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.azure.core.credential.TokenRequestContext;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixedTokenTest {

    private final FixedToken token = new FixedToken(new TestAzureConfig(
            Optional.of("secret"),
            Optional.empty(),
            true,
            Duration.ofSeconds(1),
            0,
            Duration.ofMillis(1),
            1,
            1,
            10,
            10));

    @Test
    void isForKeyVault() {
        assertEquals("secret", tokenFor("https://vault.azure.net/.default"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com/.default", "https://vault.azure.net.example.com/.default", ""})
    void isForNothingElse(String scope) {
        assertThrows(KeyVaultException.Denied.class, () -> tokenFor(scope));
    }

    private String tokenFor(String scope) {
        return token.getToken(new TokenRequestContext().addScopes(scope))
                .block()
                .getToken();
    }
}
