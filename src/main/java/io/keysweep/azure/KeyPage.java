package io.keysweep.azure;

import java.util.List;
import java.util.Optional;

/**
 * A page of a list of keys, as Azure cuts it: 25 at the most, and it may be empty and not be the last.
 *
 * @param next what to ask for the next page with; empty at the end
 */
public record KeyPage(List<ListedKey> keys, Optional<String> next) {

    public KeyPage {
        keys = List.copyOf(keys);
    }
}
