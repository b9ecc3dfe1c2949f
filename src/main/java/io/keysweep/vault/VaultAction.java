package io.keysweep.vault;

/** The actions of a vault's ACL that this service asks for. The product knows more; they are stored and passed over. */
public enum VaultAction {
    /** See the vault, its keys and their backups. */
    VIEW("view"),
    /** Make a key; also take a backup or name it anew: the product has no action of its own for that. */
    KEY_CREATE("keycreate"),
    /** Upload a key. */
    KEY_UPLOAD("keyupload"),
    /** Change a key's attributes, tags and operations. */
    KEY_UPDATE("keyupdate"),
    /** Soft-delete a key. */
    KEY_DELETE("keydelete"),
    /** Purge a soft-deleted key. */
    KEY_PURGE("keypurge"),
    /** Recover a soft-deleted key. */
    KEY_RECOVER("keyrecover"),
    /** Restore a key from a backup, into this vault. */
    KEY_RESTORE("keyrestore"),
    /** Read keys anew from Azure. */
    KEY_SYNCHRONIZE("keysynchronize"),
    /** Delete backups, and a key's record with them. */
    DELETE_BACKUP("deletebackup");

    private final String wireName;

    VaultAction(String wireName) {
        this.wireName = wireName;
    }

    /** As it stands in ACLs and messages. */
    public String wireName() {
        return wireName;
    }
}
