package io.keysweep.key;

/**
 * Keys whose place in Azure another key of the same name has taken: purged and made anew between two looks, so that nobody saw
 * them gone. Azure cannot delete a version alone; a key whose oldest version is younger than the one on record is another one.
 */
public final class ReplacedKeys {

    /**
     * Holds the last backup of each replaced key, as it is all that is left of it: of the rows of a table {@code seen} that has
     * {@code vault_id}, {@code key_name} and {@code oldest}, when the oldest version that Azure has was made, in seconds, or
     * null. To be a part of the statement that writes the key anew, which is what keeps it from being found replaced again.
     */
    public static final String HOLD =
            """
            UPDATE key_backup b
            SET held_until = 'infinity', held_by = 'engine', held_at = now(), updated_at = now(),
                inserted_xact = pg_current_xact_id()::text::bigint,
                hold_reason = 'The last backup of version ' || coalesce(b.newest_version, k.version)
                    || ', which Azure does not have any more: another key has taken the name ' || k.key_name
            FROM seen JOIN azure_key k ON k.vault_id = seen.vault_id AND k.key_name = seen.key_name
                AND NOT k.gone AND (k.attributes ->> 'created')::bigint < seen.oldest
            CROSS JOIN LATERAL (
                SELECT n.id FROM key_backup n WHERE n.key_id = k.id AND n.created_at < to_timestamp(seen.oldest)
                ORDER BY n.created_at DESC, n.id DESC LIMIT 1) last
            WHERE b.id = last.id AND b.held_until IS DISTINCT FROM 'infinity'""";

    private ReplacedKeys() {}
}
