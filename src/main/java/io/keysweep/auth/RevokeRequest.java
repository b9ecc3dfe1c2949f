package io.keysweep.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a call that ends a session.
 *
 * @param refreshToken the session's refresh token
 */
@Schema(name = "RevokeRequest")
record RevokeRequest(@JsonProperty("refresh_token") String refreshToken) {

    // It is as good as a password.
    @Override
    public String toString() {
        return "RevokeRequest[]";
    }
}
