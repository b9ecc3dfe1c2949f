package io.keysweep.vault;

/** The actions of a vault's ACL that this service asks for. The product knows more; they are stored and passed over. */
public enum VaultAction {
    /** See the vault, its keys and their backups. */
    VIEW("view"),
    /** Take a backup: the product has no action of its own for it. */
    KEY_CREATE("keycreate"),
    /** Bring what is on record of the vault's keys up to date. */
    KEY_SYNCHRONIZE("keysynchronize"),
    /** Delete backups. */
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
