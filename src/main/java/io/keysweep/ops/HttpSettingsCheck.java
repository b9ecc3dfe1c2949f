package io.keysweep.ops;

import io.keysweep.http.HttpConfig;
import io.quarkus.vertx.http.runtime.ProxyConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds settings of the HTTP edge by which clients could choose the address that limits and the audit go by, or strangers
 * send more than is good.
 */
@Singleton
class HttpSettingsCheck implements StartupCheck {

    private static final int MOST_PROXIES = 10;
    private static final long LEAST_AUTH_BODY = 1_024;
    private static final long MOST_AUTH_BODY = 10_240;

    private final HttpConfig config;
    private final ProxyConfig proxy;

    HttpSettingsCheck(HttpConfig config, VertxHttpConfig server) {
        this.config = config;
        this.proxy = server.proxy();
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        // With none the client's own word would be taken, and with too many an address further in than it is.
        int proxies = config.forwardingProxies();
        if (proxies < 1 || proxies > MOST_PROXIES) {
            problems.add("keysweep.http.forwarding-proxies must be 1 to " + MOST_PROXIES + ", is " + proxies);
        }
        long authBody = config.maxAuthBodySize().asLongValue();
        if (authBody < LEAST_AUTH_BODY || authBody > MOST_AUTH_BODY) {
            problems.add("keysweep.http.max-auth-body-size must be " + LEAST_AUTH_BODY + " to " + MOST_AUTH_BODY
                    + " bytes, is " + authBody);
        }
        // Quarkus then trusts everybody.
        if (proxy.proxyAddressForwarding() && proxy.trustedProxies().isEmpty()) {
            problems.add("quarkus.http.proxy.trusted-proxies must name the proxies that"
                    + " quarkus.http.proxy.proxy-address-forwarding is for: without it whoever connects is believed");
        }
        // A client could send the one that the proxies do not write.
        if (proxy.allowForwarded() && proxy.allowXForwarded().orElse(false)) {
            problems.add(
                    "quarkus.http.proxy.allow-forwarded and allow-x-forwarded must not both be true: give the one that"
                            + " the proxies write");
        }
        return problems;
    }
}
