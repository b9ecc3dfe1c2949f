package io.keysweep.encryption;

import io.keysweep.digest.Sha256;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * A wrapping key that lies in a file beside the service (AES-256-GCM, the purpose as associated data). Good for dev mode and
 * for a first look; a key in Azure Key Vault never leaves it, this one is as safe as the file.
 */
@ApplicationScoped
class LocalKeyFile {

    private static final Logger LOGGER = Logger.getLogger(LocalKeyFile.class);
    private static final String FIX = "; make one with: openssl rand -base64 32 > file; chmod 400 file";
    private static final int NAME_BYTES = 8;
    // That a group may read it is how a mounted secret comes to a process that is not root.
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final Optional<Path> file;
    private final LaunchMode mode;
    private volatile byte[] key;

    @Inject
    LocalKeyFile(EncryptionConfig config) {
        this(config.keyFile(), LaunchMode.current());
    }

    LocalKeyFile(Optional<Path> file, LaunchMode mode) {
        this.file = file;
        this.mode = mode;
    }

    /** Tells the key apart from others and says nothing of it. */
    String name() {
        return "local-file:" + HexFormat.of().formatHex(fingerprint(key()), 0, NAME_BYTES);
    }

    Uni<byte[]> wrap(byte[] plain, String purpose) {
        return Uni.createFrom().item(() -> AesGcm.seal(key(), plain, associatedData(purpose)));
    }

    Uni<byte[]> unwrap(byte[] wrapped, String wrappingKey, String purpose) {
        return Uni.createFrom().item(() -> {
            if (!name().equals(wrappingKey)) {
                throw new UnwrapException("wrapped by the key " + wrappingKey + ", the key here is " + name());
            }
            return AesGcm.open(key(), wrapped, associatedData(purpose));
        });
    }

    /** What is wrong with the setting or the file. */
    List<String> problems() {
        try {
            key();
            return List.of();
        } catch (IllegalStateException e) {
            return List.of(e.getMessage());
        }
    }

    void warn(@Observes StartupEvent started) {
        if (mode == LaunchMode.NORMAL && file.isPresent()) {
            Path path = file.get();
            LOGGER.warnf(
                    "wrapping key from a local file file=%s: whoever reads it reads every backup, whoever loses it loses every backup",
                    path);
            if (readableByOthers(path)) {
                LOGGER.warnf(
                        "key file open to others file=%s: chmod 400 it (a mounted secret: defaultMode 0440, and fsGroup)",
                        path);
            }
        }
    }

    // Read on first use, which is the check at start-up; no request waits for the disk.
    private byte[] key() {
        if (key == null) {
            key = read(
                    file.orElseThrow(() -> new IllegalStateException("keysweep.encryption.key-file: not set" + FIX)));
        }
        return key;
    }

    private static byte[] read(Path file) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder()
                    .decode(Files.readString(file, StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new IllegalStateException("keysweep.encryption.key-file: " + file + " cannot be read ("
                    + e.getClass().getSimpleName() + ")" + FIX);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("keysweep.encryption.key-file: " + file + " is not base64" + FIX);
        }
        if (bytes.length != AesGcm.KEY_BYTES) {
            throw new IllegalStateException("keysweep.encryption.key-file: " + file + " holds " + bytes.length
                    + " bytes in base64, must be " + AesGcm.KEY_BYTES + FIX);
        }
        return bytes;
    }

    private static boolean readableByOthers(Path file) {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static byte[] fingerprint(byte[] key) {
        byte[] what = "keysweep wrapping key name".getBytes(StandardCharsets.US_ASCII);
        return Arrays.copyOf(Sha256.of(what, key), NAME_BYTES);
    }

    private static byte[] associatedData(String purpose) {
        return purpose.getBytes(StandardCharsets.UTF_8);
    }
}
