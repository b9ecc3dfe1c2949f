package io.keysweep.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a login is answered.
 *
 * @param duration seconds that {@code jwt} holds
 * @param refreshTokenId names the session
 */
@Schema(
        name = "Token",
        requiredProperties = {"jwt", "duration", "token_type", "refresh_token", "refresh_token_id"})
record TokenView(
        String jwt,
        long duration,
        @JsonProperty("token_type") String tokenType,
        @JsonProperty("refresh_token") String refreshToken,
        @JsonProperty("refresh_token_id") UUID refreshTokenId) {}
