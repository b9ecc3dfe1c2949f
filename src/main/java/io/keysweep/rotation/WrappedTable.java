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

    /** $1 account or null, $2 the wrapping key of now, $3 after that id, $4 how many. */
    String next() {
        return """
                SELECT %s::uuid AS id, %s AS wrapped, wrapping_key, %s AS purpose FROM %s
                WHERE %s AND wrapping_key <> $2 AND ($3::uuid IS NULL OR %s::uuid > $3)
                ORDER BY 1 LIMIT $4"""
                .formatted(id, wrapped, purpose, table, owned(), id);
    }

    /** For the statement that records: from {@code slice} and {@code anew}. */
    String update() {
        return """
                UPDATE %s t SET %s = decode(a.wrapped, 'base64'), wrapping_key = a.wrapping_key
                FROM slice, anew a WHERE t.%s::uuid = a.id AND t.%s = decode(a.before, 'base64')
                RETURNING t.%s"""
                .formatted(table, wrapped, id, wrapped, id);
    }

    private String owned() {
        return ofAccounts ? "($1::text IS NULL OR account = $1)" : "$1::text IS NULL";
    }
}
