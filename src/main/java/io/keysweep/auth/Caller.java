package io.keysweep.auth;

import java.util.Objects;
import java.util.Set;

/**
 * Who is calling, as the verified token says.
 *
 * @param subject the token's {@code sub}, for local users {@code local|<uuid>}; vault ACLs name users by it
 * @param username the token's {@code preferred_username}, else the subject
 * @param account the short account name ({@code kylo} for the root); every query is bound to it
 * @param groups the caller's groups
 */
public record Caller(String subject, String username, String account, Set<String> groups) {

    /** Members may do everything. */
    public static final String ADMIN = "admin";

    /** The root domain: the account of the administrator, and of what belongs to all. */
    public static final String ROOT_ACCOUNT = "kylo";

    /** Members may do everything here. */
    public static final String CCKM_ADMINS = "CCKM Admins";

    /** Members may do what the ACL of a vault allows them. */
    public static final String CCKM_USERS = "CCKM Users";

    public Caller {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(username);
        Objects.requireNonNull(account);
        groups = Set.copyOf(groups);
    }

    /** Whether no vault ACL is asked. */
    public boolean administrator() {
        return groups.contains(ADMIN) || groups.contains(CCKM_ADMINS);
    }
}
