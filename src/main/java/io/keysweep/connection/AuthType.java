package io.keysweep.connection;

import io.keysweep.http.BadRequestException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How a connection proves who it is. */
enum AuthType {
    CLIENT_SECRET("client_secret", true),
    CERTIFICATE("certificate", true),
    MANAGED_IDENTITY("managed_identity", false),
    WORKLOAD_IDENTITY("workload_identity", false);

    private final String wireName;
    private final boolean secret;

    AuthType(String wireName, boolean secret) {
        this.wireName = wireName;
        this.secret = secret;
    }

    String wireName() {
        return wireName;
    }

    /** Whether a secret is stored for it; else the platform vouches. */
    boolean secret() {
        return secret;
    }

    static AuthType of(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new BadRequestException("auth_type: must be one of "
                        + Arrays.stream(values()).map(AuthType::wireName).collect(Collectors.joining(", "))));
    }
}
