package io.keysweep.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keysweep.encryption.AesGcm;
import io.keysweep.encryption.UnwrapException;
import io.keysweep.encryption.WrappingKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Until the local key file is there. To be deleted with it. */
@ApplicationScoped
public class StandInWrappingKey implements WrappingKey {

    private static final byte[] KEY = new byte[32];

    @Override
    public String name() {
        return "stand-in";
    }

    @Override
    public Uni<byte[]> wrap(byte[] key, String purpose) {
        return Uni.createFrom().item(() -> AesGcm.seal(KEY, key, purpose.getBytes(UTF_8)));
    }

    @Override
    public Uni<byte[]> unwrap(byte[] wrapped, String wrappingKey, String purpose) {
        return name().equals(wrappingKey)
                ? Uni.createFrom().item(() -> AesGcm.open(KEY, wrapped, purpose.getBytes(UTF_8)))
                : Uni.createFrom().failure(new UnwrapException("wrapped by another key: " + wrappingKey));
    }
}
