package io.keysweep.backup;

import io.keysweep.sweep.ChunkResult;
import io.keysweep.sweep.JobLease;
import io.keysweep.sweep.Lane;
import io.keysweep.sweep.PlanStep;
import io.keysweep.sweep.SliceLease;
import io.keysweep.sweep.SuccessCounter;
import io.keysweep.sweep.SweepConfig;
import io.keysweep.sweep.SweepTarget;
import io.keysweep.sweep.SweepTerms;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Key backups as what the engine sweeps: how a selection of them is cut, deleted and looked through. */
@ApplicationScoped
class BackupSweep implements SweepTarget {

    private static final String OPERATION = "delete-key-backups";

    private final SweepTerms terms;
    private final SlicePlanRepository plan;
    private final ChunkRepository chunks;
    private final SkipRepository skips;
    private final StragglerRepository stragglers;

    BackupSweep(
            SweepConfig config,
            SlicePlanRepository plan,
            ChunkRepository chunks,
            SkipRepository skips,
            StragglerRepository stragglers) {
        this.terms = terms(config);
        this.plan = plan;
        this.chunks = chunks;
        this.skips = skips;
        this.stragglers = stragglers;
    }

    private static SweepTerms terms(SweepConfig config) {
        return new SweepTerms(
                OPERATION,
                new Lane("database", config.slicesPerReplica()),
                config.lease(),
                config.statementTimeout(),
                config.attempts(),
                false,
                new SuccessCounter("keysweep.rows.deleted", "Backups deleted by bulk jobs"));
    }

    @Override
    public SweepTerms terms() {
        return terms;
    }

    @Override
    public Uni<PlanStep> cutNext(JobLease lease) {
        return plan.cutNext(lease);
    }

    @Override
    public Uni<ChunkResult> sweepNext(SliceLease lease, int size) {
        return chunks.sweepNext(lease, size);
    }

    @Override
    public Uni<Optional<UUID>> peekNext(SliceLease lease) {
        return skips.peekNext(lease);
    }

    @Override
    public Uni<OptionalLong> skipNext(SliceLease lease, UUID id, String error) {
        return skips.skipNext(lease, id, error);
    }

    @Override
    public Uni<Integer> cutStragglers(JobLease lease) {
        return stragglers.cut(lease);
    }
}
