package io.keysweep.encryption;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Settings of the key that protects all other keys. */
@ConfigMapping(prefix = "keysweep.encryption")
public interface EncryptionConfig {

    /**
     * A file with the 32 bytes of the wrapping key in base64, on one line: {@code openssl rand -base64 32 > file}. The same
     * on all replicas. Whoever loses it loses every backup. No default outside dev mode and tests.
     */
    Optional<Path> keyFile();
}
