package io.keysweep.limits;

import io.keysweep.support.TestEnvironment;
import java.util.HashMap;
import java.util.Map;

/** The environment of other tests, in which little is too much; the same for all tests of limits, so that it starts once. */
public final class TightLimits extends TestEnvironment {

    private static final Map<String, String> LIMITS = Map.ofEntries(
            Map.entry("keysweep.limits.caller-rate", "2"),
            Map.entry("keysweep.limits.caller-burst", "200"),
            Map.entry("keysweep.limits.account-rate", "2"),
            Map.entry("keysweep.limits.account-burst", "250"),
            Map.entry("keysweep.limits.address-rate", "20"),
            Map.entry("keysweep.limits.address-burst", "60"),
            Map.entry("keysweep.limits.jobs-per-account", "3"),
            Map.entry("keysweep.limits.head-timeout", "1s"),
            Map.entry("keysweep.limits.body-timeout", "1s"),
            Map.entry("quarkus.http.limits.max-connections", "600"),
            Map.entry("quarkus.http.idle-timeout", "6s"),
            Map.entry("keysweep.limits.report-streams", "2"),
            Map.entry("keysweep.limits.report-streams-per-account", "1"),
            Map.entry("keysweep.limits.event-streams", "2"),
            Map.entry("keysweep.limits.event-streams-per-account", "1"),
            Map.entry("keysweep.http.max-body-size", "64K"),
            Map.entry("keysweep.limits.body-bytes", "150K"),
            Map.entry("keysweep.limits.body-bytes-each", "100K"),
            Map.entry("keysweep.bulkjob.event-interval", "50ms"),
            Map.entry("keysweep.bulkjob.event-heartbeat", "50ms"),
            Map.entry("keysweep.auth.local.lock-out.user-failures", "3"),
            Map.entry("keysweep.auth.local.lock-out.address-failures", "8"),
            Map.entry("keysweep.auth.local.lock-out.maximum", "4s"));

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        settings.putAll(LIMITS);
        return settings;
    }
}
