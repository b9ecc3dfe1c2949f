package io.keysweep.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/**
 * How callers are told from their tokens, and local login. Where tokens of an external issuer come from is said by the
 * standard settings {@code mp.jwt.verify.issuer}, {@code mp.jwt.verify.audiences} and {@code mp.jwt.verify.publickey.location}.
 */
@ConfigMapping(prefix = "keysweep.auth")
public interface AuthConfig {

    /**
     * Where tokens of the external issuer carry the groups: names from the top, separated by {@code /}; a name that has a
     * slash itself stands in double quotes. {@code roles} for Entra ID, {@code realm_access/roles} for Keycloak.
     */
    @WithDefault("cust/groups")
    String groupsClaim();

    /** Where tokens of the external issuer carry the account, written like the groups claim; {@code tid} for Entra ID. */
    @WithDefault("acc")
    String accountClaim();

    /** The account of callers whose token names none; without it they are refused. */
    Optional<String> defaultAccount();

    /** Login with user name and password against this service itself. */
    Local local();

    /** Settings of local login. */
    interface Local {

        /** Whether it is on. On in dev mode and tests. */
        @WithDefault("false")
        boolean enabled();

        /** The password of the user {@code admin}; at least 8 characters. {@code admin} in dev mode and tests. */
        Optional<String> adminPassword();

        /** The {@code iss} of our own tokens; must differ from the external issuer's. */
        @WithDefault("kylo")
        String issuer();

        /** How long our own tokens hold, 1 s to 1 h. Clients of the product expect 300 s. */
        @WithDefault("300s")
        Duration tokenLifetime();

        /** How long a refresh token holds at the most; a login may ask for less. */
        @WithDefault("24h")
        Duration refreshTokenLifetime();

        /** Rounds of PBKDF2-HMAC-SHA512 for a new password hash, 100,000 or more. */
        @WithDefault("210000")
        int passwordIterations();

        /** Passwords checked at the same time, 1 to 16: each keeps one core busy. */
        @WithDefault("2")
        int passwordThreads();

        /** Logins that may wait for their turn, 1 to 1,000; one more is answered 429. */
        @WithDefault("64")
        int passwordQueue();

        /** What holds up whoever guesses passwords. */
        LockOut lockOut();
    }

    /** How failed logins are held up, over all replicas. */
    interface LockOut {

        /** Failures in a row of one user, from anywhere, from which on each further attempt waits, 1 to 1,000,000. */
        @WithDefault("10")
        int userFailures();

        /** The same from one address, whoever the user, 1 to 1,000,000. */
        @WithDefault("30")
        int addressFailures();

        /** The longest wait, 1 s to 1 day; the first is a second, and each is twice the one before. */
        @WithDefault("15m")
        Duration maximum();

        /** How long after the last attempt failures are forgotten, 1 s to 30 days; longer than the longest wait. */
        @WithDefault("1h")
        Duration memory();
    }
}
