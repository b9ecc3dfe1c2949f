package io.keysweep.limits;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the limits. Rates are requests a second on one replica; bursts are what may come at once after a rest. */
@ConfigMapping(prefix = "keysweep.limits")
public interface LimitsConfig {

    /** Of one caller, 1 to 1,000,000. */
    @WithDefault("100")
    int callerRate();

    /** Of one caller at once, 1 to 1,000,000. */
    @WithDefault("400")
    int callerBurst();

    /** Of all callers of one account, 1 to 1,000,000. */
    @WithDefault("500")
    int accountRate();

    /** Of all callers of one account at once, 1 to 1,000,000. */
    @WithDefault("2000")
    int accountBurst();

    /** From one address without a token, logins among them, 1 to 1,000,000. */
    @WithDefault("20")
    int addressRate();

    /** From one address without a token at once, 1 to 1,000,000. */
    @WithDefault("100")
    int addressBurst();

    /** Callers, accounts and addresses that are told apart at the same time, 1,000 to 1,000,000; each takes some 150 bytes. */
    @WithDefault("50000")
    int tracked();

    /** Jobs of one account that have not ended, bulk jobs, synchronizations and scheduled runs together, 1 to 1,000,000. */
    @WithDefault("1000")
    int jobsPerAccount();

    /**
     * How long a client may take to send the head of a request, 1 s to 5 min: from the opening of its connection, TLS included,
     * or from the first byte of a further request on it.
     */
    @WithDefault("10s")
    Duration headTimeout();

    /** How long a client may take to send a request body before it is cut off, 1 s to 1 h. */
    @WithDefault("30s")
    Duration bodyTimeout();

    /**
     * Bytes of request bodies that this replica holds at the same time, {@code body-bytes-each} or more. A body counts with the
     * length that its head announces, or else with the largest there may be, until its request is answered.
     */
    @WithDefault("32M")
    MemorySize bodyBytes();

    /** The same of one account; {@code keysweep.http.max-body-size} or more. */
    @WithDefault("8M")
    MemorySize bodyBytesEach();

    /**
     * The same of all who send no token, below {@code /api/v1/auth}: for themselves, so that they take nothing from those who
     * have one. {@code body-bytes-without-token-each} or more.
     */
    @WithDefault("8M")
    MemorySize bodyBytesWithoutToken();

    /** The same of one address; {@code keysweep.http.max-auth-body-size} or more. */
    @WithDefault("1M")
    MemorySize bodyBytesWithoutTokenEach();

    /** Streams of events that this replica serves at the same time, 1 or more. */
    @WithDefault("200")
    int eventStreams();

    /** The same to callers of one account, 1 or more. */
    @WithDefault("50")
    int eventStreamsPerAccount();

    /** Reports, which are results of jobs, leaves of certificates and verifications of the audit, at the same time, 1 or more. */
    @WithDefault("20")
    int reportStreams();

    /** The same to callers of one account, 1 or more. */
    @WithDefault("5")
    int reportStreamsPerAccount();
}
