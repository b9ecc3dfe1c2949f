package io.keysweep.limits;

import io.keysweep.support.TestEnvironment;
import java.util.HashMap;
import java.util.Map;

/** The environment of other tests behind two proxies that are trusted: whoever connects is the inner one. */
public final class BehindProxies extends TestEnvironment {

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        settings.put("quarkus.http.proxy.proxy-address-forwarding", "true");
        settings.put("quarkus.http.proxy.trusted-proxies", "127.0.0.1,::1");
        settings.put("keysweep.http.forwarding-proxies", "2");
        return settings;
    }
}
