package io.keysweep.sync;

import io.keysweep.azure.KeyVault;
import io.keysweep.azure.KeyVaultException;
import io.keysweep.sweep.ChunkResult;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Some of the keys that were in neither list. None is called gone for that alone: one that was recovered while the lists were
 * read was in neither at the moment, and a list that came back too short must not end thousands of keys. Nor for being neither
 * alive nor deleted: Azure may still be moving it.
 */
@ApplicationScoped
class MissingKeysStep {

    private final KeyVault azure;
    private final VaultStepRepository known;
    private final KeyReader reader;
    private final FindingsRepository findings;
    private final SyncConfig config;

    MissingKeysStep(
            KeyVault azure,
            VaultStepRepository known,
            KeyReader reader,
            FindingsRepository findings,
            SyncConfig config) {
        this.azure = azure;
        this.known = known;
        this.reader = reader;
        this.findings = findings;
        this.config = config;
    }

    Uni<ChunkResult> run(VaultStep step) {
        return known.missing(step)
                .chain(names -> look(step, names).chain(found -> findings.record(step, found, next(step, names))));
    }

    private Progress next(VaultStep step, List<String> names) {
        if (names.size() == config.keysPerStep()) {
            return Progress.within(Phase.MISSING, names.get(names.size() - 1));
        }
        return step.backUp() ? Progress.to(Phase.BACK_UP) : Progress.done();
    }

    private Uni<Findings> look(VaultStep step, List<String> names) {
        Findings found = new Findings();
        return reader.readEach(step, names, (name, answer) -> note(step, found, name, answer))
                .replaceWith(found);
    }

    private Uni<Void> note(VaultStep step, Findings found, String name, KeyReader.Answer answer) {
        if (answer instanceof KeyReader.Answer.There there) {
            found.changed(there.key());
            return Uni.createFrom().voidItem();
        }
        return answer instanceof KeyReader.Answer.Refused refused
                ? known.noteRefused(step, found, name, refused.error())
                : lookAmongDeleted(step, found, name);
    }

    private Uni<Void> lookAmongDeleted(VaultStep step, Findings found, String name) {
        return azure.getDeletedKey(step.vault(), name)
                .chain(deleted ->
                        deleted.isPresent() ? noted(() -> found.softDeleted(name)) : makeSure(step, found, name));
    }

    /** A key in transition is left as it is on record: the next synchronization finds it where it went. */
    private Uni<Void> makeSure(VaultStep step, Findings found, String name) {
        return azure.requireGone(step.vault(), name)
                .invoke(() -> found.gone(name))
                .onFailure(KeyVaultException.Busy.class)
                .recoverWithNull()
                .onFailure(MissingKeysStep::saysNothing)
                .recoverWithUni(failure -> known.noteUncertain(step, found, name, failure.getMessage()));
    }

    private static boolean saysNothing(Throwable failure) {
        return failure instanceof KeyVaultException.Denied || failure instanceof KeyVaultException.Refused;
    }

    private static Uni<Void> noted(Runnable note) {
        return Uni.createFrom().<Void>nullItem().invoke(note);
    }
}
