package io.keysweep.sweep;

/** How a slice names its items; a chunk's statement differs by it. */
public enum SliceKind {
    /** A keyset range of one vault's items. */
    VAULT_RANGE("vault-range"),
    /** A keyset range of one key's items. */
    KEY_RANGE("key-range"),
    /** An array of ids. */
    IDS("ids");

    private final String sqlName;

    SliceKind(String sqlName) {
        this.sqlName = sqlName;
    }

    /** The value of {@code bulk_job_slice.kind}. */
    public String sqlName() {
        return sqlName;
    }

    /** The kind of that {@link #sqlName()}. */
    public static SliceKind of(String sqlName) {
        for (SliceKind kind : values()) {
            if (kind.sqlName.equals(sqlName)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no slice kind " + sqlName);
    }
}
