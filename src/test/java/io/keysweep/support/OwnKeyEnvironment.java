package io.keysweep.support;

import java.util.HashMap;
import java.util.Map;

/** The same with a key of the service's own in vault 3, and little patience with Azure. */
abstract class OwnKeyEnvironment extends TestEnvironment {

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        settings.put("keysweep.azure.timeout", "4s");
        settings.put("keysweep.azure.retries", "0");
        return settings;
    }

    /** The vault of the key. */
    public static AzureVault vault() {
        return AzureVault.number(3);
    }
}
