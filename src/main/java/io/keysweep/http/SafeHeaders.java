package io.keysweep.http;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/**
 * Headers that keep browsers and caches from doing more with an answer than it is meant for, on every answer. There are no
 * pages here, so nothing may be run, framed or kept.
 */
final class SafeHeaders {

    private static final String API = "/api";
    private static final String HTTPS = "https";
    private static final String ONE_YEAR = "max-age=31536000";

    private SafeHeaders() {}

    static void add(RoutingContext request) {
        MultiMap headers = request.response().headers();
        boolean api = request.normalizedPath().startsWith(API);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        if (api || LaunchMode.current() != LaunchMode.DEVELOPMENT) {
            headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        }
        if (api) {
            headers.set("Cache-Control", "no-store");
        }
        // Over http it would be ignored by whoever reads the standard (RFC 6797, 7.2).
        if (HTTPS.equals(request.request().scheme())) {
            headers.set("Strict-Transport-Security", ONE_YEAR);
        }
    }
}
