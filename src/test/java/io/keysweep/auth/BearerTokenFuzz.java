package io.keysweep.auth;

import java.nio.charset.StandardCharsets;

/** Tokens before anybody has verified them: whatever they are, they are taken apart, and a malformed one names nobody. */
public final class BearerTokenFuzz {

    private BearerTokenFuzz() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        String raw = new String(input, StandardCharsets.UTF_8);
        BearerToken token = BearerToken.of(raw);
        boolean named = !(token.issuer() + token.keyId() + token.algorithm()).isEmpty();
        if (named && raw.chars().filter(c -> c == '.').count() != 2) {
            throw new IllegalStateException("a malformed token names somebody");
        }
        if (!token.raw().equals(raw)) {
            throw new IllegalStateException("what is verified is not what was sent");
        }
    }
}
