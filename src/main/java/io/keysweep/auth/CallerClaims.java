package io.keysweep.auth;

import io.keysweep.account.Origin;
import io.keysweep.http.UnauthorizedException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a caller is told from the claims of a verified token.
 *
 * @param account where the account is
 * @param defaultAccount the account of tokens that name none
 * @param groups where the groups are
 */
record CallerClaims(ClaimPath account, Optional<String> defaultAccount, ClaimPath groups) {

    /** The claims of our own tokens, whatever is configured for others. */
    static final CallerClaims OF_OUR_OWN =
            new CallerClaims(ClaimPath.of("acc"), Optional.empty(), ClaimPath.of("cust/groups"));

    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final ClaimPath SUBJECT = ClaimPath.of("sub");
    private static final ClaimPath USERNAME = ClaimPath.of("preferred_username");

    static CallerClaims of(AuthConfig config) {
        return new CallerClaims(
                ClaimPath.of(config.accountClaim()), config.defaultAccount(), ClaimPath.of(config.groupsClaim()));
    }

    /** Whether it may name an account: the name becomes part of URIs. */
    static boolean validAccount(String account) {
        return ACCOUNT.matcher(account).matches();
    }

    /**
     * The caller.
     *
     * @throws UnauthorizedException if a claim that a caller must have is missing or malformed
     */
    Caller caller(JsonObject verified) {
        String subject = SUBJECT.text(verified)
                .filter(CallerClaims::storable)
                .filter(CallerClaims::notReserved)
                .orElseThrow(
                        () -> new UnauthorizedException(
                                "token: no claim sub, one with NUL in it, or a name that the audit gives to others than callers"));
        String username = USERNAME.text(verified).filter(CallerClaims::storable).orElse(subject);
        return new Caller(subject, username, accountOf(verified), groupsOf(verified));
    }

    private static boolean notReserved(String subject) {
        return !Origin.reserved(subject);
    }

    private Set<String> groupsOf(JsonObject verified) {
        return groups.texts(verified).stream().filter(CallerClaims::storable).collect(Collectors.toUnmodifiableSet());
    }

    // PostgreSQL has no NUL in texts: a statement with one fails, and no ACL can name it.
    private static boolean storable(String text) {
        return text.indexOf('\0') < 0;
    }

    private String accountOf(JsonObject verified) {
        return (account.in(verified) ? account.text(verified) : defaultAccount)
                .filter(CallerClaims::validAccount)
                .orElseThrow(() -> new UnauthorizedException("token: no account in the claim "
                        + String.join("/", account.names())
                        + ", or not 1 to 64 letters, digits, dots, hyphens and underscores"
                        + " (keysweep.auth.account-claim says which claim, keysweep.auth.default-account what else)"));
    }
}
