package io.keysweep.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a login, as clients of the product send it. Fields that are not here are passed over: they send many.
 *
 * @param grantType {@code password} if absent
 * @param domain only the root domain is served; empty is absent
 * @param refreshTokenLifetime minutes
 * @param refreshTokenRevokeUnusedIn minutes
 */
@Schema(name = "TokenRequest")
record TokenRequest(
        @Schema(enumeration = {"password", "refresh_token"}) @JsonProperty("grant_type") String grantType,
        String username,
        @Schema(format = "password") String password,
        String connection,
        String domain,
        @JsonProperty("auth_domain") String authDomain,
        @JsonProperty("auth_domain_path") String authDomainPath,
        @JsonProperty("refresh_token") String refreshToken,
        @JsonProperty("renew_refresh_token") Boolean renewRefreshToken,
        @JsonProperty("refresh_token_lifetime") Integer refreshTokenLifetime,
        @JsonProperty("refresh_token_revoke_unused_in") Integer refreshTokenRevokeUnusedIn) {

    // Has a password in it.
    @Override
    public String toString() {
        return "TokenRequest[" + grantType + "]";
    }
}
