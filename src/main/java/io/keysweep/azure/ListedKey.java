package io.keysweep.azure;

import java.util.Map;

/**
 * A key as Azure lists it: its latest version, without the public key.
 *
 * @param managed whether it belongs to something else, a certificate say, and changes with that only
 */
public record ListedKey(String name, KeyAttributes attributes, Map<String, String> tags, boolean managed) {

    public ListedKey {
        tags = Map.copyOf(tags);
    }
}
