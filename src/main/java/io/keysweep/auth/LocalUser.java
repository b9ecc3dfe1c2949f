package io.keysweep.auth;

import java.util.List;
import java.util.UUID;

/** A user who logs in with a password kept here. */
record LocalUser(UUID id, String account, String username, String passwordHash, List<String> groups) {

    /** What the subject of a user who logs in here begins with; the id follows. */
    static final String SUBJECT = "local|";

    LocalUser {
        groups = List.copyOf(groups);
    }

    /** The {@code sub} of the user's tokens, and the name in vault ACLs. */
    String subject() {
        return SUBJECT + id;
    }

    // A hash in a log is a hash to be guessed at.
    @Override
    public String toString() {
        return "LocalUser[" + subject() + "]";
    }
}
