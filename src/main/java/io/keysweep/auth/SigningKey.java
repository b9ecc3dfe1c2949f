package io.keysweep.auth;

import java.security.PrivateKey;
import java.util.UUID;

/** The key that signs our own tokens now, and the audience they name. */
record SigningKey(String id, PrivateKey privateKey, UUID audience) {}
