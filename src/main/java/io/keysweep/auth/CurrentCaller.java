package io.keysweep.auth;

/** The caller of the request under way; a bean of request scope behind it. */
public interface CurrentCaller {

    /**
     * The verified caller.
     *
     * @throws io.keysweep.http.UnauthorizedException if the token lacks a claim that a caller must have
     */
    Caller get();
}
