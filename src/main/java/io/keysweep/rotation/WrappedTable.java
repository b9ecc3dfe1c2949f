package io.keysweep.rotation;

/**
 * A table that holds wrapped keys. What they are wrapped for is said here as their owners say it; a purpose that drifted
 * apart would not open, and a rotation would say so of each row.
 *
 * @param id a column of type uuid, or of text that holds one
 * @param purpose SQL for what the key of a row is wrapped for
 * @param ofAccounts whether rows belong to accounts; those that do not are the installation's
 */
enum WrappedTable {
    DATA_KEY("data_key", "id", "wrapped", "'data-key/' || account || '/' || vault_id || '/' || id", true),
    CONNECTION("connection", "id", "wrapped_key", "'connection/' || account || '/' || id", true),
    SIGNING_KEY("signing_key", "kid", "wrapped_private_key", "'signing-key'", false);

    private final String table;
    private final String id;
    private final String wrapped;
    private final String purpose;
    private final boolean ofAccounts;

    WrappedTable(String table, String id, String wrapped, String purpose, boolean ofAccounts) {
        this.table = table;
        this.id = id;
        this.wrapped = wrapped;
        this.purpose = purpose;
        this.ofAccounts = ofAccounts;
    }

    /** $1 account or null, $2 the wrapping key of now, $3 after that account and $4 that id, $5 how many. */
    String next() {
        return """
                SELECT %s::uuid AS id, %s AS wrapped, wrapping_key, %s AS purpose, %s AS owner FROM %s
                WHERE %s AND wrapping_key <> $2 AND ($3::text IS NULL OR (%s, %s::uuid) > ($3, $4::uuid))
                ORDER BY owner, 1 LIMIT $5"""
                .formatted(id, wrapped, purpose, owner(), table, owned("$1::text"), owner(), id);
    }

    /** The names of the keys that anything in it is wrapped by. */
    String names() {
        return "SELECT wrapping_key AS name FROM %s WHERE wrapping_key IS NOT NULL".formatted(table);
    }

    /** Whether something of {@code job} is under another wrapping key than $3, and not on record as failed. */
    String left() {
        return """
                EXISTS (SELECT FROM %s t WHERE %s AND t.wrapping_key <> $3
                        AND NOT EXISTS (SELECT FROM bulk_job_outcome o
                                        WHERE o.job_id = job.id AND o.outcome = 'failed' AND o.item_count = 1
                                          AND o.ids = ARRAY[t.%s::uuid]))"""
                .formatted(table, owned("job.owner"), id);
    }

    /** For the statement that records: from {@code slice} and {@code anew}. */
    String update() {
        return """
                UPDATE %s t SET %s = decode(a.wrapped, 'base64'), wrapping_key = a.wrapping_key
                FROM slice, anew a WHERE t.%s::uuid = a.id AND t.%s = decode(a.before, 'base64')
                RETURNING t.%s"""
                .formatted(table, wrapped, id, wrapped, id);
    }

    private String owned(String account) {
        return ofAccounts
                ? "(%s IS NULL OR account = %s)".formatted(account, account)
                : "%s IS NULL".formatted(account);
    }

    private String owner() {
        return ofAccounts ? "account" : "''::text";
    }
}
