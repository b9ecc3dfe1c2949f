package io.keysweep.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** What signs certificates and checkpoints. */
@ConfigMapping(prefix = "keysweep.audit")
public interface AuditConfig {

    /**
     * A key in Azure Key Vault that signs, {@code https://name.vault.azure.net/keys/name}, reached with the service's own
     * identity ({@code keysweep.azure.platform-identity}), which needs the rights get and sign. EC on P-256 or P-384, or RSA. A
     * version behind it pins that version; without one the newest signs. Without a key the one signs that signs our own tokens.
     */
    Optional<URI> signingKey();

    /** How often the newest version is looked up: how soon a new one signs. 1 second to 1 day. */
    @WithDefault("10m")
    Duration signingKeyRefresh();
}
