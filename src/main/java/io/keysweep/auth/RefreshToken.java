package io.keysweep.auth;

import io.keysweep.digest.Sha256;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;

/**
 * A refresh token. Only its hash is stored: it is random enough that a plain one cannot be guessed back.
 *
 * @param id names the session
 * @param value what its owner keeps
 */
record RefreshToken(UUID id, String value) {

    private static final int BYTES = 32;

    static RefreshToken random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new RefreshToken(
                UUID.randomUUID(), Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    byte[] hash() {
        return Sha256.of(value);
    }

    // It is as good as a password.
    @Override
    public String toString() {
        return "RefreshToken[" + id + "]";
    }
}
