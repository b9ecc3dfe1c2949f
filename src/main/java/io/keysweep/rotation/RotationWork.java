package io.keysweep.rotation;

import io.keysweep.azure.KeyVaultException;
import io.keysweep.azure.KeyVaultFailure;
import io.keysweep.encryption.RetiredKeyException;
import io.keysweep.encryption.UnreadableWrapException;
import io.keysweep.sweep.Fault;
import io.keysweep.sweep.JobLease;
import io.keysweep.sweep.Lane;
import io.keysweep.sweep.PlanStep;
import io.keysweep.sweep.ScopePlanRepository;
import io.keysweep.sweep.ScopePlanRepository.AllFailed;
import io.keysweep.sweep.SuccessCounter;
import io.keysweep.sweep.SweepTerms;
import io.keysweep.sweep.Verdict;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What both levels of rotation have in common. */
@ApplicationScoped
public class RotationWork {

    /** The operation that encrypts backups under fresh data keys. */
    public static final String DATA_KEYS = "rotate-data-keys";

    private final ScopePlanRepository plan;
    private final RotationConfig config;

    RotationWork(ScopePlanRepository plan, RotationConfig config) {
        this.plan = plan;
        this.config = config;
    }

    /** The engine's terms: a lane of its own, and a slice that fails does so alone. */
    SweepTerms terms(String operation, SuccessCounter counter) {
        return new SweepTerms(
                operation,
                new Lane("rotation", config.slicesPerReplica()),
                config.lease(),
                config.stepTimeout(),
                config.attempts(),
                true,
                counter);
    }

    /** Makes a slice of each thing that the job is about. */
    Uni<PlanStep> cut(JobLease lease, String phase) {
        return plan.cut(lease, phase);
    }

    /** Why the job failed, if each slice did. */
    Uni<Optional<String>> failure(JobLease lease) {
        return plan.allFailed(lease).map(failed -> failed.map(AllFailed::error));
    }

    /** What a failed step means: Azure comes back, a refusal stays. */
    Verdict judge(Throwable failure) {
        if (failure instanceof KeyVaultException azure) {
            return KeyVaultFailure.verdict(azure);
        }
        if (failure instanceof UnreadableWrapException) {
            return new Verdict(Fault.SETUP, failure.getMessage(), Optional.empty());
        }
        if (failure instanceof RetiredKeyException) {
            return new Verdict(Fault.PASSING, failure.getMessage(), Optional.empty());
        }
        if (failure instanceof TimeoutException) {
            return new Verdict(
                    Fault.PASSING, "a step did not end in time (keysweep.rotation.step-timeout)", Optional.empty());
        }
        Verdict verdict = Verdict.ofDatabase(failure);
        // There is no single item to be found: a step is not cut smaller.
        return switch (verdict.fault()) {
            case PASSING, SETUP -> verdict;
            case TOO_SLOW -> new Verdict(Fault.PASSING, verdict.error(), Optional.empty());
            // A data key that was destroyed, or a row that was removed, under our hands: the next look knows.
            case ITEM -> new Verdict(Fault.PASSING, verdict.error(), Optional.empty());
        };
    }
}
