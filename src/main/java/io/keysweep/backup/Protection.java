package io.keysweep.backup;

/**
 * What a bulk job leaves alone, as conditions on a backup {@code b} of a job or slice {@code slice} that has the columns
 * {@code keep_last} and {@code include_last_of_gone_keys}. Never null, so that each may be negated. What deletes and what
 * counts beforehand go by the same text.
 */
public final class Protection {

    /** Under no hold, as a condition on a backup without an alias. */
    static final String NOT_HELD = "(held_until IS NULL OR held_until <= now())";

    /** What may be deleted without anybody's saying so, as a condition on a backup without an alias. */
    static final String FREE = "(" + NOT_HELD + " AND NOT last_of_gone_key)";

    /** Under a hold, or the last backup of a key that is gone from Azure unless the job includes those: reported as held. */
    public static final String PROTECTED = "(coalesce(b.held_until > now(), false) OR (b.last_of_gone_key"
            + " AND NOT (SELECT include_last_of_gone_keys FROM slice)))";

    /**
     * Among the newest of its key that the job keeps: not part of the selection, and not reported. Reads as many entries of an
     * index as the job keeps.
     */
    public static final String KEPT =
            """
            ((SELECT keep_last FROM slice) IS NOT NULL AND (SELECT count(*) FROM (
                    SELECT FROM key_backup n
                    WHERE n.key_id = b.key_id AND (n.created_at, n.id) > (b.created_at, b.id)
                    LIMIT (SELECT keep_last FROM slice)) newer) < (SELECT keep_last FROM slice))""";

    private Protection() {}
}
