package io.keysweep.encryption;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Settings of the key that protects all other keys: {@code key-file}, {@code key-vault-key}, or both while it is changed. */
@ConfigMapping(prefix = "keysweep.encryption")
public interface EncryptionConfig {

    /**
     * A file with the 32 bytes of the wrapping key in base64, on one line: {@code openssl rand -base64 32 > file}. The same
     * on all replicas. Whoever loses it loses every backup. No default outside dev mode and tests.
     */
    Optional<Path> keyFile();

    /**
     * The wrapping key in Azure Key Vault, {@code https://name.vault.azure.net/keys/name}, reached with the service's own
     * identity ({@code keysweep.azure.platform-identity}), which needs the rights get, wrapKey and unwrapKey. A version
     * behind it pins that version; without one the newest wraps, and each wrapped key opens with the version that wrapped
     * it. An RSA key, or an AES key of a managed HSM.
     */
    Optional<URI> keyVaultKey();

    /** Which of the two wraps from now on. Must be set if both are there; the other then only opens what it wrapped before. */
    Optional<WrapWith> wrapWith();

    /**
     * How long an unwrapped key is used until the wrapping key is asked again: how soon a version that was disabled in Azure
     * stops to be of use. 1 second to 1 day.
     */
    @WithDefault("10m")
    Duration keyRefresh();

    /**
     * How long an unwrapped key stays of use while Azure does not answer, counted from its last answer. Not less than
     * {@code key-refresh}, 7 days at the most.
     */
    @WithDefault("8h")
    Duration keyMaxAge();

    /**
     * Names of wrapping keys that are lost for good, as the log and {@code wrapping_key} have them. What is under them opens
     * nowhere any more, and is no reason for a replica to take itself for one with the wrong key.
     */
    Optional<Set<String>> lostKeys();

    /** How often to look for data keys without backups, whose wrapped bytes are then destroyed. 100 ms to 1 day. */
    @WithDefault("1m")
    Duration destroyInterval();

    /** A kind of wrapping key. */
    enum WrapWith {
        /** The one in {@code key-file}. */
        KEY_FILE,
        /** The one that {@code key-vault-key} names. */
        KEY_VAULT_KEY
    }
}
