package io.keysweep.azure;

import java.net.URI;
import java.util.Objects;

/**
 * How a vault is reached.
 *
 * @param uri its base URI, such as {@code https://name.vault.azure.net}
 * @param account whose vault it is
 * @param connection the account's connection whose credentials are used, by name; null for the service's own
 */
public record VaultRef(URI uri, String account, String connection) {

    /** The account of the service's own keys, which are nobody's. */
    static final String NO_ACCOUNT = "";

    public VaultRef {
        Objects.requireNonNull(uri);
        Objects.requireNonNull(account);
    }
}
