package io.keysweep.bulkjob;

/** By what the backups of a job are picked. Exactly one of the four; dates narrow any of them. */
enum Scope {
    VAULT("vault", "vault_id"),
    KEY("key", "key_id"),
    KEYS("keys", "keys"),
    BACKUPS("backups", "backups");

    private final String sqlName;
    private final String wireName;

    Scope(String sqlName, String wireName) {
        this.sqlName = sqlName;
        this.wireName = wireName;
    }

    /** The value of {@code bulk_job.scope}. */
    String sqlName() {
        return sqlName;
    }

    /** The field of {@code delete_key_backups_param}. */
    String wireName() {
        return wireName;
    }

    static Scope of(String sqlName) {
        for (Scope scope : values()) {
            if (scope.sqlName.equals(sqlName)) {
                return scope;
            }
        }
        throw new IllegalArgumentException("no scope " + sqlName);
    }
}
