package io.keysweep.sync;

import io.keysweep.azure.KeyPage;
import io.keysweep.azure.KeyVault;
import io.keysweep.azure.ListedKey;
import io.keysweep.sweep.ChunkResult;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A page of Azure's list of keys. Only a key that is new or changed is read in full. */
@ApplicationScoped
class LiveKeysStep {

    private final KeyVault azure;
    private final VaultStepRepository known;
    private final KeyReader reader;
    private final FindingsRepository findings;

    LiveKeysStep(KeyVault azure, VaultStepRepository known, KeyReader reader, FindingsRepository findings) {
        this.azure = azure;
        this.known = known;
        this.reader = reader;
        this.findings = findings;
    }

    Uni<ChunkResult> run(VaultStep step) {
        return azure.listKeys(step.vault(), step.continuation())
                .chain(page -> look(step, page).chain(found -> findings.record(step, found, next(step, page))));
    }

    private static Progress next(VaultStep step, KeyPage page) {
        return step.following(page)
                .map(continuation -> Progress.within(Phase.LIVE, continuation))
                .orElseGet(() -> Progress.to(step.softDelete() ? Phase.DELETED : Phase.MISSING));
    }

    private Uni<Findings> look(VaultStep step, KeyPage page) {
        Map<String, ListedKey> listed = new LinkedHashMap<>();
        page.keys().forEach(key -> listed.put(key.name(), key));
        return known.unchanged(step, listed.values()).chain(unchanged -> read(step, listed.keySet(), unchanged));
    }

    private Uni<Findings> read(VaultStep step, Set<String> listed, Set<String> unchanged) {
        Findings found = new Findings();
        unchanged.forEach(found::unchanged);
        List<String> others =
                listed.stream().filter(name -> !unchanged.contains(name)).toList();
        return reader.readEach(step, others, (name, answer) -> note(step, found, name, answer))
                .replaceWith(found);
    }

    // One that has gone since the list was made is looked for again by name, with all others that are missing.
    private Uni<Void> note(VaultStep step, Findings found, String name, KeyReader.Answer answer) {
        if (answer instanceof KeyReader.Answer.There there) {
            found.changed(there.key());
        }
        return answer instanceof KeyReader.Answer.Refused refused
                ? known.noteRefused(step, found, name, refused.error())
                : Uni.createFrom().voidItem();
    }
}
