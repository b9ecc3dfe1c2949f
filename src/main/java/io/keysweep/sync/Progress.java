package io.keysweep.sync;

import java.util.Optional;

/**
 * Where a slice stands after a step.
 *
 * @param phase the phase that is next; empty when the vault is done
 * @param continuation where in it; null for its beginning
 */
record Progress(Optional<Phase> phase, String continuation) {

    static Progress within(Phase phase, String continuation) {
        return new Progress(Optional.of(phase), continuation);
    }

    static Progress to(Phase phase) {
        return new Progress(Optional.of(phase), null);
    }

    static Progress done() {
        return new Progress(Optional.empty(), null);
    }
}
