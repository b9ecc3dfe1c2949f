package io.keysweep.azure;

import java.util.Map;

/** A key as Azure lists it: its latest version, without the public key. */
public record ListedKey(String name, KeyAttributes attributes, Map<String, String> tags) {

    public ListedKey {
        tags = Map.copyOf(tags);
    }
}
