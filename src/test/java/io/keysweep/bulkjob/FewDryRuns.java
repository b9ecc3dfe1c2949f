package io.keysweep.bulkjob;

import io.keysweep.support.TestEnvironment;
import java.util.HashMap;
import java.util.Map;

/** The environment of other tests, in which few dry runs may be counted at once, and not for long. */
public final class FewDryRuns extends TestEnvironment {

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        settings.put("keysweep.bulkjob.dry-runs", "2");
        settings.put("keysweep.account.statement-timeout", "6s");
        return settings;
    }
}
