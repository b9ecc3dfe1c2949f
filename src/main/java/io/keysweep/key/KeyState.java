package io.keysweep.key;

/** Where a key is in its life. */
public enum KeyState {
    /** In Azure, in use. */
    AVAILABLE("AVAILABLE"),
    /** Soft-deleted in Azure: can be recovered or purged. */
    SOFT_DELETED("SOFT-DELETED"),
    /** Gone from Azure: can be restored from a backup. */
    DELETED("DELETED");

    private final String wireName;

    KeyState(String wireName) {
        this.wireName = wireName;
    }

    /** The {@code status}. */
    public String wireName() {
        return wireName;
    }
}
