package io.keysweep.ops;

import io.keysweep.http.HttpConfig;
import jakarta.inject.Singleton;
import java.util.List;

/** Holds the settings of the HTTP edge to their ranges. */
@Singleton
class HttpSettingsCheck implements StartupCheck {

    private static final int MOST_PROXIES = 10;

    private final HttpConfig config;

    HttpSettingsCheck(HttpConfig config) {
        this.config = config;
    }

    // With none the client's own word would be taken, and with too many an address further in than it is.
    @Override
    public List<String> problems() {
        int proxies = config.forwardingProxies();
        return proxies >= 1 && proxies <= MOST_PROXIES
                ? List.of()
                : List.of("keysweep.http.forwarding-proxies must be 1 to " + MOST_PROXIES + ", is " + proxies);
    }
}
