package io.keysweep.http;

import io.quarkus.runtime.LaunchMode;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Headers that keep browsers and caches from doing more with an answer than it is meant for, on every answer. There are no
 * pages here, so nothing may be run, framed or kept.
 */
final class SafeHeaders {

    private static final String HTTPS = "https";
    private static final String ONE_YEAR = "max-age=31536000";

    private SafeHeaders() {}

    static void add(RoutingContext request) {
        of(ofApi(request), HTTPS.equals(request.request().scheme()))
                .forEach(request.response().headers()::set);
    }

    /**
     * Their names and values.
     *
     * @param api whether the answer is one of the API, or may be
     * @param tls whether it goes over TLS
     */
    static Map<String, String> of(boolean api, boolean tls) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        if (api || LaunchMode.current() != LaunchMode.DEVELOPMENT) {
            headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        }
        if (api) {
            headers.put("Cache-Control", "no-store");
        }
        // Over http it would be ignored by whoever reads the standard (RFC 6797, 7.2).
        if (tls) {
            headers.put("Strict-Transport-Security", ONE_YEAR);
        }
        return headers;
    }

    // A path that cannot be decoded is refused, in the form of the API.
    private static boolean ofApi(RoutingContext request) {
        try {
            return ApiPath.ofApi(request);
        } catch (IllegalArgumentException malformed) {
            return true;
        }
    }
}
