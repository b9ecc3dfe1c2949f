package io.keysweep.http;

import io.vertx.ext.web.RoutingContext;

/**
 * Where a request goes, for whoever treats parts of the service differently before a resource has seen it. Asked of the path
 * that the router and the resources go by: decoded, without dots and doubled slashes. Resources would leave out what follows a
 * {@code ;} too; {@code Edge} refuses it, so that one text means one resource.
 */
public final class ApiPath {

    private static final String API = "/api";
    private static final String AUTH = API + "/v1/auth/";
    private static final String SELF = AUTH + "self/";

    private ApiPath() {}

    /** Whether it is one of the API, or may be. */
    public static boolean ofApi(RoutingContext request) {
        return request.normalizedPath().startsWith(API);
    }

    /** Whether it is one of the calls that look at no token: logins, log-outs, public keys. */
    public static boolean withoutToken(RoutingContext request) {
        String path = request.normalizedPath();
        return path.startsWith(AUTH) && !path.startsWith(SELF);
    }

    /** Whether it has what a resource would not see. */
    static boolean ambiguous(RoutingContext request) {
        return request.normalizedPath().indexOf(';') >= 0;
    }
}
