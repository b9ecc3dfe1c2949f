package io.keysweep.rights;

import io.keysweep.auth.Caller;

/** The kinds of callers; what users are granted is found in their names. */
enum Role {
    ADMIN("local|rights-admin", Caller.ADMIN),
    CCKM_ADMIN("local|rights-cckm-admin", Caller.CCKM_ADMINS),
    /** Whose name stands on what the account's administrator has made, without a grant. */
    MAKER("local|admin", Caller.CCKM_USERS),
    EVERY_ACTION("local|every", Caller.CCKM_USERS),
    /** By a group. */
    GROUP_OF_EVERY_ACTION("local|rights-member", Caller.CCKM_USERS + ",Rights Group"),
    NO_VIEW("local|but-view", Caller.CCKM_USERS),
    /** Every action but the one in question. */
    NO_ACTION("local|but-", Caller.CCKM_USERS),
    NO_GRANT("local|nothing", Caller.CCKM_USERS),
    NO_GROUP("local|outsider", "Rights Group");

    private final String subject;
    private final String groups;

    Role(String subject, String groups) {
        this.subject = subject;
        this.groups = groups;
    }

    /** Who it is; the action is that of {@link #NO_ACTION}. */
    String subject(String action) {
        return this == NO_ACTION ? subject + action : subject;
    }

    /** With commas between them. */
    String groups() {
        return groups;
    }

    boolean administrator() {
        return this == ADMIN || this == CCKM_ADMIN;
    }
}
