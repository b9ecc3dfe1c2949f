package io.keysweep.account;

import io.keysweep.support.TestEnvironment;
import java.util.HashMap;
import java.util.Map;

/** The environment of other tests, in which a request waits for a connection for three seconds only. */
public final class ShortWaits extends TestEnvironment {

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        settings.put("keysweep.account.connection-timeout", "3s");
        return settings;
    }
}
