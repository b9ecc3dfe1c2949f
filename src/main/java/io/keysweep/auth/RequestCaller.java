package io.keysweep.auth;

import io.keysweep.account.Origin;
import io.keysweep.http.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;

/** The caller whom {@link BearerTokens} found in the token of the request. */
@RequestScoped
class RequestCaller implements CurrentCaller {

    /** Where the identity carries the {@link Caller}. */
    static final String ATTRIBUTE = "io.keysweep.caller";

    private final SecurityIdentity identity;

    RequestCaller(SecurityIdentity identity) {
        this.identity = identity;
    }

    @Override
    public Caller get() {
        Caller caller = identity.getAttribute(ATTRIBUTE);
        if (caller == null) {
            throw new UnauthorizedException("no valid token: send one in the header Authorization: Bearer ...");
        }
        Origin.identified(caller.subject());
        return caller;
    }
}
