package io.keysweep.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/** A throw-away wrapping key for dev mode and tests, whose database goes with the process too. Never packaged. */
public final class DevKeyFile {

    private static final String FILE = "dev.keysweep.key-file";
    private static final int KEY_BYTES = 32;

    private DevKeyFile() {}

    /** The setting that names the file; one file for the life of the process, however often classes are reloaded. */
    public static synchronized Map<String, String> settings() {
        if (System.getProperty(FILE) == null) {
            System.setProperty(FILE, create().toString());
        }
        return Map.of("keysweep.encryption.key-file", System.getProperty(FILE));
    }

    private static Path create() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        try {
            Path file = Files.createTempFile("keysweep-dev-", ".key");
            file.toFile().deleteOnExit();
            return Files.writeString(file, Base64.getEncoder().encodeToString(key));
        } catch (IOException e) {
            throw new UncheckedIOException("the key file of dev mode cannot be written", e);
        }
    }
}
