package io.keysweep.sync;

import io.keysweep.auth.Caller;
import io.keysweep.http.ObjectId;
import io.keysweep.http.Texts;
import io.keysweep.sweep.JobState;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Which jobs are meant. A null lets every job pass, an empty list none.
 *
 * @param createdBy the only requester whose jobs are seen; null for an administrator
 * @param keyVaults names or ids, in lower case too
 */
record SyncJobFilter(String account, String createdBy, UUID[] ids, String[] states, String[] keyVaults) {

    /** The jobs that the caller may see. */
    static SyncJobFilter visible(Caller caller) {
        return new SyncJobFilter(caller.account(), caller.administrator() ? null : caller.subject(), null, null, null);
    }

    /** This one of them. */
    SyncJobFilter only(UUID id) {
        return new SyncJobFilter(account, createdBy, new UUID[] {id}, states, keyVaults);
    }

    /** Those of them that pass the query parameters as sent. */
    SyncJobFilter narrowed(List<String> asked, List<String> statuses, List<String> vaults) {
        return new SyncJobFilter(
                account,
                createdBy,
                ObjectId.anyOf(asked),
                JobState.sqlNamesSaying(Texts.anyOf("overall_status", statuses)),
                names(Texts.anyOf("key_vaults", vaults)));
    }

    private static String[] names(String[] texts) {
        return texts == null
                ? null
                : Stream.of(texts)
                        .flatMap(text -> Stream.of(text, text.toLowerCase(Locale.ROOT)))
                        .toArray(String[]::new);
    }
}
