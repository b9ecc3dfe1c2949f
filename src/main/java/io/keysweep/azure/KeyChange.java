package io.keysweep.azure;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A change of a version of a key.
 *
 * @param attributes {@code enabled}, {@code nbf} and {@code exp} that are not null are set
 * @param tags all of the new ones; null: unchanged
 * @param keyOps all of the new ones; null: unchanged
 */
public record KeyChange(KeyAttributes attributes, Map<String, String> tags, List<String> keyOps) {

    public KeyChange {
        Objects.requireNonNull(attributes);
        tags = tags == null ? null : Map.copyOf(tags);
        keyOps = keyOps == null ? null : List.copyOf(keyOps);
    }
}
