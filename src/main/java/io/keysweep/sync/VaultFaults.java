package io.keysweep.sync;

import io.keysweep.azure.KeyVaultException;
import io.keysweep.azure.KeyVaultFailure;
import io.keysweep.sweep.Fault;
import io.keysweep.sweep.Verdict;
import io.smallrye.mutiny.TimeoutException;
import java.util.Optional;

/** What a failed step means for a vault. */
final class VaultFaults {

    private VaultFaults() {}

    static Verdict judge(Throwable failure) {
        if (failure instanceof KeyVaultException azure) {
            return KeyVaultFailure.verdict(azure);
        }
        if (failure instanceof VaultRemovedException) {
            return new Verdict(Fault.SETUP, failure.getMessage(), Optional.empty());
        }
        if (failure instanceof TimeoutException) {
            return passing("a step did not end in time (keysweep.sync.step-timeout)");
        }
        return ofDatabase(Verdict.ofDatabase(failure));
    }

    private static Verdict passing(String error) {
        return new Verdict(Fault.PASSING, error, Optional.empty());
    }

    // There is no single item to be found: a step is not cut smaller.
    private static Verdict ofDatabase(Verdict verdict) {
        return switch (verdict.fault()) {
            case PASSING, SETUP -> verdict;
            case TOO_SLOW -> passing(verdict.error());
            case ITEM -> new Verdict(Fault.SETUP, verdict.error(), Optional.empty());
        };
    }
}
