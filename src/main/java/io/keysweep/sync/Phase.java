package io.keysweep.sync;

import java.util.Locale;

/** What is being done with a vault; each is gone through page by page. */
enum Phase {
    /** Azure's list of keys. */
    LIVE,
    /** Azure's list of soft-deleted keys. */
    DELETED,
    /** The keys on record that were in neither list: Azure is asked for each by name. */
    MISSING,
    /** Backups of the keys that are there. */
    BACK_UP;

    /** The value of {@code bulk_job_slice.phase}. */
    String sqlName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Phase of(String sqlName) {
        return valueOf(sqlName.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
