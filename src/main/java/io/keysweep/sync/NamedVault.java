package io.keysweep.sync;

import java.util.UUID;

/** A vault of the account, and the names that it goes by. */
record NamedVault(UUID id, String azureName, String fullName) {

    boolean isCalled(String name) {
        return name.equals(azureName) || name.equals(fullName) || name.equalsIgnoreCase(id.toString());
    }
}
