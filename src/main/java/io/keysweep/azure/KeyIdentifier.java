package io.keysweep.azure;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key in Azure Key Vault, or one version of it, as its URL names it: {@code https://name.vault.azure.net/keys/name}, with or
 * without {@code /version}.
 *
 * @param vault {@code https}, host and, if there is one, port; nothing behind
 * @param version empty for the newest
 * @see <a href="https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates">Object identifiers</a>
 */
public record KeyIdentifier(URI vault, String name, Optional<String> version) {

    private static final Pattern PATH =
            Pattern.compile("/keys/(?<name>[0-9a-zA-Z-]{1,127})(?:/(?<version>[0-9a-zA-Z]{1,64}))?");

    /** What the URL names; empty if it is none of a key. */
    public static Optional<KeyIdentifier> of(URI url) {
        boolean bare = "https".equals(url.getScheme())
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
        Matcher path = PATH.matcher(bare ? url.getRawPath() : "");
        return path.matches()
                ? Optional.of(new KeyIdentifier(
                        URI.create("https://" + url.getRawAuthority()),
                        path.group("name"),
                        Optional.ofNullable(path.group("version"))))
                : Optional.empty();
    }

    /** The same of a text, which may be anything. */
    public static Optional<KeyIdentifier> of(String url) {
        try {
            return of(new URI(url));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** One version of the key. */
    public KeyIdentifier at(String version) {
        return new KeyIdentifier(vault, name, Optional.of(version));
    }

    /** Whether both are of one vault. */
    public boolean sameVault(KeyIdentifier other) {
        return vault.getRawAuthority().equalsIgnoreCase(other.vault.getRawAuthority());
    }

    /** The URL. */
    @Override
    public String toString() {
        return vault + "/keys/" + name + version.map(known -> "/" + known).orElse("");
    }
}
