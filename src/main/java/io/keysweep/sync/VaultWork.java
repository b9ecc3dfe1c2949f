package io.keysweep.sync;

import io.keysweep.sweep.ChunkResult;
import io.keysweep.sweep.JobLease;
import io.keysweep.sweep.Lane;
import io.keysweep.sweep.PlanStep;
import io.keysweep.sweep.ScopePlanRepository;
import io.keysweep.sweep.ScopePlanRepository.AllFailed;
import io.keysweep.sweep.SliceLease;
import io.keysweep.sweep.SuccessCounter;
import io.keysweep.sweep.SweepTerms;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What synchronizations and scheduled backups have in common: a slice a vault, phases, steps that wait for Azure. */
@ApplicationScoped
class VaultWork {

    private final ScopePlanRepository plan;
    private final VaultStepRepository steps;
    private final LiveKeysStep liveKeys;
    private final DeletedKeysStep deletedKeys;
    private final MissingKeysStep missingKeys;
    private final BackUpStep backUp;
    private final SyncConfig config;

    VaultWork(
            ScopePlanRepository plan,
            VaultStepRepository steps,
            LiveKeysStep liveKeys,
            DeletedKeysStep deletedKeys,
            MissingKeysStep missingKeys,
            BackUpStep backUp,
            SyncConfig config) {
        this.plan = plan;
        this.steps = steps;
        this.liveKeys = liveKeys;
        this.deletedKeys = deletedKeys;
        this.missingKeys = missingKeys;
        this.backUp = backUp;
        this.config = config;
    }

    /** The engine's terms: a lane of its own, and a vault that fails does so alone. */
    SweepTerms terms(String operation, SuccessCounter counter) {
        return new SweepTerms(
                operation,
                new Lane("azure", config.vaultsPerReplica()),
                config.lease(),
                config.stepTimeout(),
                config.attempts(),
                true,
                counter);
    }

    Uni<PlanStep> cut(JobLease lease, Phase first) {
        return plan.cut(lease, first.sqlName());
    }

    /** Why the job failed, if every single vault did. */
    Uni<Optional<String>> failure(JobLease lease) {
        return plan.allFailed(lease).map(failed -> failed.map(VaultWork::noVault));
    }

    private static String noVault(AllFailed failed) {
        return "none of the " + failed.slices() + " vaults could be reached through to the end, one for: "
                + failed.error();
    }

    /** The slice's next step, whatever its phase is. */
    Uni<ChunkResult> step(SliceLease lease) {
        return steps.open(lease)
                .chain(step -> step.isEmpty() ? Uni.createFrom().item(new ChunkResult.LeaseLost()) : step(step.get()));
    }

    private Uni<ChunkResult> step(VaultStep step) {
        return switch (step.phase()) {
            case LIVE -> liveKeys.run(step);
            case DELETED -> deletedKeys.run(step);
            case MISSING -> missingKeys.run(step);
            case BACK_UP -> backUp.run(step);
        };
    }
}
