package io.keysweep.sync;

import io.keysweep.auth.Caller;
import io.keysweep.http.ObjectId;
import io.keysweep.http.Texts;
import io.keysweep.sweep.JobState;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Which jobs are meant. A null lets every job pass, an empty list none.
 *
 * @param createdBy the only requester whose jobs are seen; null for an administrator
 * @param keyVaults names or ids, in lower case too
 */
record SyncJobFilter(String account, String createdBy, List<UUID> ids, List<String> states, List<String> keyVaults) {

    /** The jobs that the caller may see. */
    static SyncJobFilter visible(Caller caller) {
        return new SyncJobFilter(caller.account(), caller.administrator() ? null : caller.subject(), null, null, null);
    }

    /** This one of them. */
    SyncJobFilter only(UUID id) {
        return new SyncJobFilter(account, createdBy, List.of(id), states, keyVaults);
    }

    /** Those of them that pass the query parameters as sent. */
    SyncJobFilter narrowed(List<String> asked, List<String> statuses, List<String> vaults) {
        return new SyncJobFilter(
                account,
                createdBy,
                given(asked)
                        .map(texts -> texts.stream()
                                .map(ObjectId::parse)
                                .flatMap(Optional::stream)
                                .toList())
                        .orElse(null),
                given(statuses).map(JobState::sqlNamesSaying).orElse(null),
                given(vaults).map(SyncJobFilter::names).orElse(null));
    }

    private static List<String> names(List<String> texts) {
        texts.forEach(text -> Texts.storable("key_vaults", text));
        return texts.stream()
                .flatMap(text -> Stream.of(text, text.toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static Optional<List<String>> given(List<String> values) {
        return Optional.of(Texts.given(values)).filter(texts -> !texts.isEmpty());
    }
}
