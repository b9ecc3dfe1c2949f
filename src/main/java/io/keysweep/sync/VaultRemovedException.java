package io.keysweep.sync;

/** The vault was removed from this service after the job had been accepted. */
final class VaultRemovedException extends RuntimeException {

    VaultRemovedException() {
        super("the vault was removed from this service", null, false, false);
    }
}
