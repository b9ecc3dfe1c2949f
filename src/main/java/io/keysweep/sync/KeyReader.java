package io.keysweep.sync;

import io.keysweep.azure.KeyVault;
import io.keysweep.azure.KeyVaultException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;

/** Reads a key from Azure in full, and tells what is the key's own matter from what ends the step. */
@ApplicationScoped
class KeyReader {

    private final KeyVault azure;
    private final SyncConfig config;

    KeyReader(KeyVault azure, SyncConfig config) {
        this.azure = azure;
        this.config = config;
    }

    /** What Azure says of a key. */
    sealed interface Answer {
        /** It is there. */
        record There(SeenKey key) implements Answer {}

        /** It is not, or not any more; it may be soft-deleted. */
        record NotThere() implements Answer {}

        /** Azure does not show it. */
        record Refused(String error) implements Answer {}
    }

    /** A key that Azure did not answer for. */
    private record Unanswered(String name, Throwable failure) {}

    /**
     * Reads some keys, several at a time, and notes each answer. Fails with a {@link KeyVaultException} that concerns the whole
     * vault. That Azure does not answer for one of them does so too, as long as the step is tried again; the last time it is
     * the key's own matter if others are answered, or if it is the only one that was asked for.
     */
    Uni<Void> readEach(VaultStep step, Collection<String> names, BiFunction<String, Answer, Uni<Void>> note) {
        Queue<Unanswered> unanswered = new ConcurrentLinkedQueue<>();
        return Multi.createFrom()
                .iterable(names)
                .onItem()
                .transformToUni(name -> read(step, name)
                        .chain(answer -> note.apply(name, answer))
                        .onFailure(KeyVaultException.Unavailable.class)
                        .invoke(failure -> unanswered.add(new Unanswered(name, failure)))
                        .onFailure(KeyVaultException.Unavailable.class)
                        .recoverWithNull())
                .merge(config.callsPerVault())
                .collect()
                .last()
                .chain(() -> settle(step, names.size(), unanswered, note));
    }

    private Uni<Void> settle(
            VaultStep step, int asked, Queue<Unanswered> unanswered, BiFunction<String, Answer, Uni<Void>> note) {
        if (unanswered.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        boolean othersAnswered = asked > unanswered.size() || unanswered.size() == 1;
        if (!othersAnswered || step.failures() < config.attempts() - 1) {
            return Uni.createFrom().failure(unanswered.peek().failure());
        }
        return Multi.createFrom()
                .iterable(unanswered)
                .onItem()
                .transformToUniAndConcatenate(key ->
                        note.apply(key.name(), new Answer.Refused(key.failure().getMessage())))
                .collect()
                .last();
    }

    private Uni<Answer> read(VaultStep step, String name) {
        return azure.getKey(step.vault(), name)
                .chain(key -> azure.versions(step.vault(), name)
                        .<Answer>map(versions -> new Answer.There(new SeenKey(key, versions))))
                .onFailure(KeyVaultException.NotFound.class)
                .recoverWithItem(new Answer.NotThere())
                .onFailure(KeyVaultException.Refused.class)
                .recoverWithItem(failure -> new Answer.Refused(failure.getMessage()));
    }
}
