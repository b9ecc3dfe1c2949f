package io.keysweep.backup;

/** Why a backup was taken. */
public enum BackupType {
    /** Somebody asked for it. */
    MANUAL("manual"),
    /** Of a new key, or of one before it was deleted. */
    AUTOMATIC("automatic"),
    /** By a schedule. */
    SCHEDULED("scheduled"),
    /** By a synchronization. */
    SYNC("sync");

    private final String wireName;

    BackupType(String wireName) {
        this.wireName = wireName;
    }

    /** The {@code type}. */
    public String wireName() {
        return wireName;
    }
}
