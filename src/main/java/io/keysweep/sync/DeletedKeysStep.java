package io.keysweep.sync;

import io.keysweep.azure.KeyPage;
import io.keysweep.azure.KeyVault;
import io.keysweep.sweep.ChunkResult;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** A page of Azure's list of soft-deleted keys. Those that were never on record are passed over: nobody asked for them. */
@ApplicationScoped
class DeletedKeysStep {

    private final KeyVault azure;
    private final FindingsRepository findings;

    DeletedKeysStep(KeyVault azure, FindingsRepository findings) {
        this.azure = azure;
        this.findings = findings;
    }

    Uni<ChunkResult> run(VaultStep step) {
        return azure.listDeletedKeys(step.vault(), step.continuation())
                .chain(page -> findings.record(step, found(page), next(step, page)));
    }

    private static Findings found(KeyPage page) {
        Findings found = new Findings();
        page.keys().forEach(key -> found.softDeleted(key.name()));
        return found;
    }

    private static Progress next(VaultStep step, KeyPage page) {
        return step.following(page)
                .map(continuation -> Progress.within(Phase.DELETED, continuation))
                .orElseGet(() -> Progress.to(Phase.MISSING));
    }
}
