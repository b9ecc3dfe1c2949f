package io.keysweep.azure;

import java.time.Duration;
import java.util.Optional;

/** A call to Azure Key Vault failed. The message is Azure's own, shortened, without tokens or blobs. */
public abstract sealed class KeyVaultException extends RuntimeException {

    private KeyVaultException(String message) {
        super(message, null, false, false);
    }

    /** No such key or vault: the caller named the wrong one. */
    public static final class NotFound extends KeyVaultException {
        public NotFound(String message) {
            super(message);
        }
    }

    /** Our credentials lack a right or are not accepted: the operator has to act. */
    public static final class Denied extends KeyVaultException {
        public Denied(String message) {
            super(message);
        }
    }

    /** The secret that the call needs does not open here: Azure was not asked. */
    public static final class Sealed extends KeyVaultException {
        public Sealed(String message) {
            super(message);
        }
    }

    /** Azure is in the middle of a change of that key: the same call may pass later. */
    public static final class Busy extends KeyVaultException {
        public Busy(String message) {
            super(message);
        }
    }

    /** Another key stands in the way, or a soft-deleted one of that name: waiting will not mend it. */
    public static final class Conflict extends KeyVaultException {
        public Conflict(String message) {
            super(message);
        }
    }

    /** Too many calls: try again after a while. */
    public static final class Throttled extends KeyVaultException {
        private final Duration retryAfter;

        public Throttled(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }

        /** How long Azure asks us to wait, if it said so. */
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }

    /** Azure refuses the request as it stands. */
    public static sealed class Refused extends KeyVaultException {
        public Refused(String message) {
            super(message);
        }
    }

    /** A backup that Azure cannot open there: it was taken in another subscription or geography, or is none. */
    public static final class ForeignBackup extends Refused {
        public ForeignBackup(String message) {
            super(message);
        }
    }

    /** The link to the next page is not one that Azure gave for this list: the caller sent another. */
    public static final class ForeignLink extends KeyVaultException {
        public ForeignLink(String message) {
            super(message);
        }
    }

    /** Azure cannot be reached or failed: the same call may pass later. */
    public static sealed class Unavailable extends KeyVaultException {
        public Unavailable(String message) {
            super(message);
        }
    }

    /** The same, while the vault answers other calls about that key: it may be the key's own fault, if it stays so. */
    public static final class KeyUnavailable extends Unavailable {
        public KeyUnavailable(String message) {
            super(message);
        }
    }
}
