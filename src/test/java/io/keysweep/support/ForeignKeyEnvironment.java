package io.keysweep.support;

import java.util.HashMap;
import java.util.Map;

/** The same for a replica that has a wrapping key of its own: seeded data keys are under one that it does not know. */
public final class ForeignKeyEnvironment extends TestEnvironment {

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        settings.remove("keysweep.encryption.lost-keys");
        return settings;
    }
}
