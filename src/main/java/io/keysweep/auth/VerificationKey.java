package io.keysweep.auth;

import java.security.PublicKey;
import java.util.UUID;

/** A key that our own tokens are verified with, and the audience they must name. */
record VerificationKey(PublicKey publicKey, UUID audience) {}
