package io.keysweep.auth;

import io.keysweep.ops.SettingRanges;
import io.keysweep.ops.StartupCheck;
import io.quarkus.runtime.LaunchMode;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds settings under which nobody could come in, or too many. */
@Singleton
class AuthSettingsCheck implements StartupCheck {

    private static final String PREFIX = "keysweep.auth.";
    private static final int LEAST_PASSWORD = 8;
    private static final int LEAST_ROUNDS = 100_000;
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final AuthConfig config;
    private final JWTAuthContextInfo external;
    private final LaunchMode mode;

    @Inject
    AuthSettingsCheck(AuthConfig config, JWTAuthContextInfo external) {
        this(config, external, LaunchMode.current());
    }

    AuthSettingsCheck(AuthConfig config, JWTAuthContextInfo external, LaunchMode mode) {
        this.config = config;
        this.external = external;
        this.mode = mode;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        checkIssuers(problems);
        if (config.local().enabled()) {
            checkLocal(problems);
        }
        checkClaims(problems);
        return problems;
    }

    private void checkIssuers(List<String> problems) {
        boolean hasExternal;
        try {
            hasExternal = ExternalTokens.hasKey(external);
        } catch (RuntimeException e) {
            // The bean reads a key file when it is first asked, and its message does not name the setting.
            problems.add("mp.jwt.verify.publickey.location must name a file that can be read, or an https URL;"
                    + " it, or another setting of mp.jwt or smallrye.jwt, fails with: " + e.getMessage());
            return;
        }
        if (!hasExternal && !config.local().enabled()) {
            problems.add("nobody could log in: give mp.jwt.verify.publickey.location, mp.jwt.verify.issuer and"
                    + " mp.jwt.verify.audiences, or set " + PREFIX + "local.enabled=true");
        }
        if (hasExternal) {
            checkExternal(problems);
        } else if (ExternalTokens.hasAudience(external)) {
            problems.add("mp.jwt.verify.publickey.location must be set beside mp.jwt.verify.audiences:"
                    + " without a key no token of the issuer passes");
        }
    }

    private void checkExternal(List<String> problems) {
        if (!ExternalTokens.hasIssuer(external)) {
            problems.add("mp.jwt.verify.issuer must be set beside mp.jwt.verify.publickey.location:"
                    + " else tokens of any issuer with that key would do");
        } else if (config.local().enabled() && config.local().issuer().equals(external.getIssuedBy())) {
            problems.add(PREFIX + "local.issuer must differ from mp.jwt.verify.issuer");
        }
        if (!ExternalTokens.hasAudience(external)) {
            problems.add("mp.jwt.verify.audiences must be set beside mp.jwt.verify.publickey.location:"
                    + " else tokens that were meant for others would do");
        }
        checkTransport(problems);
        for (SignatureAlgorithm algorithm : external.getSignatureAlgorithm()) {
            if (!ExternalTokens.ALGORITHMS.contains(algorithm)) {
                problems.add(
                        "mp.jwt.verify.publickey.algorithm must be RS256 or ES256, or both with a comma between, has "
                                + algorithm.getAlgorithm());
            }
        }
    }

    private void checkTransport(List<String> problems) {
        String location = external.getPublicKeyLocation();
        if (mode != LaunchMode.NORMAL || location == null) {
            return;
        }
        if (!location.startsWith("https:")) {
            problems.add("mp.jwt.verify.publickey.location must be a file or an https URL:"
                    + " over http whoever is on the way can swap the keys");
        }
        if (external.isTlsTrustAll()) {
            problems.add("smallrye.jwt.client.tls.trust-all must not be set:"
                    + " whoever is on the way could swap the keys; name the certificate in"
                    + " smallrye.jwt.client.tls.certificate.path");
        }
    }

    private void checkLocal(List<String> problems) {
        AuthConfig.Local local = config.local();
        if (local.issuer().isBlank()) {
            problems.add(PREFIX + "local.issuer must not be blank");
        }
        String password = local.adminPassword().orElse("");
        if (password.isEmpty()) {
            problems.add(PREFIX + "local.admin-password must be given when " + PREFIX + "local.enabled=true");
        } else if (mode == LaunchMode.NORMAL && password.length() < LEAST_PASSWORD) {
            problems.add(PREFIX + "local.admin-password must have at least " + LEAST_PASSWORD + " characters");
        }
        SettingRanges ranges = new SettingRanges(PREFIX, problems);
        ranges.range("local.password-iterations", local.passwordIterations(), LEAST_ROUNDS, 100_000_000);
        ranges.range("local.password-threads", local.passwordThreads(), 1, 16);
        ranges.range("local.password-queue", local.passwordQueue(), 1, 1_000);
        AuthConfig.LockOut lockOut = local.lockOut();
        ranges.range("local.lock-out.user-failures", lockOut.userFailures(), 1, 1_000_000);
        ranges.range("local.lock-out.address-failures", lockOut.addressFailures(), 1, 1_000_000);
        ranges.range("local.lock-out.maximum", lockOut.maximum(), SHORTEST, Duration.ofDays(1));
        ranges.range("local.lock-out.memory", lockOut.memory(), SHORTEST, Duration.ofDays(30));
        if (lockOut.memory().compareTo(lockOut.maximum()) <= 0) {
            problems.add(PREFIX + "local.lock-out.memory must be longer than " + PREFIX + "local.lock-out.maximum");
        }
        ranges.range("local.token-lifetime", local.tokenLifetime(), SHORTEST, Duration.ofHours(1));
        ranges.range("local.refresh-token-lifetime", local.refreshTokenLifetime(), SHORTEST, Duration.ofDays(365));
    }

    private void checkClaims(List<String> problems) {
        if (!ClaimPath.of(config.groupsClaim()).valid()) {
            problems.add(PREFIX + "groups-claim must be names with / between them, such as cust/groups");
        }
        if (!ClaimPath.of(config.accountClaim()).valid()) {
            problems.add(PREFIX + "account-claim must be names with / between them, such as acc");
        }
        config.defaultAccount()
                .filter(account -> !CallerClaims.validAccount(account))
                .ifPresent(account -> problems.add(
                        PREFIX + "default-account must be 1 to 64 letters, digits, dots, hyphens and underscores"));
    }
}
