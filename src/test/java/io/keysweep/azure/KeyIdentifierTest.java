package io.keysweep.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyIdentifierTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://name.vault.azure.net/keys/a-Key-1",
                "https://name.vault.azure.net/keys/a/0123456789abcdef0123456789abcdef",
                "https://localhost:8443/keys/a",
                "https://name.managedhsm.azure.net/keys/a/b"
            })
    void readsAndWritesTheSame(String url) {
        assertEquals(url, KeyIdentifier.of(url).orElseThrow().toString());
    }

    @Test
    void knowsItsParts() {
        KeyIdentifier key = KeyIdentifier.of("https://localhost:8443/keys/a").orElseThrow();

        assertEquals(new KeyIdentifier(URI.create("https://localhost:8443"), "a", Optional.empty()), key);
        assertEquals("https://localhost:8443/keys/a/b", key.at("b").toString());
        assertTrue(
                key.sameVault(KeyIdentifier.of("https://LOCALHOST:8443/keys/b").orElseThrow()));
        assertFalse(
                key.sameVault(KeyIdentifier.of("https://localhost:8444/keys/a").orElseThrow()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not a url",
                "mailto:a@b",
                "keys/a",
                "http://name.vault.azure.net/keys/a",
                "https:///keys/a",
                "https://name.vault.azure.net",
                "https://name.vault.azure.net/keys/",
                "https://name.vault.azure.net/keys/a/",
                "https://name.vault.azure.net/keys/a/b/c",
                "https://name.vault.azure.net//keys/a",
                "https://name.vault.azure.net/keys/a%2fb",
                "https://name.vault.azure.net/keys/a_b",
                "https://name.vault.azure.net/secrets/a",
                "https://u:p@name.vault.azure.net/keys/a",
                "https://name.vault.azure.net/keys/a?b",
                "https://name.vault.azure.net/keys/a#b"
            })
    void whatNamesNoKeyIsNone(String url) {
        assertEquals(Optional.empty(), KeyIdentifier.of(url));
    }
}
