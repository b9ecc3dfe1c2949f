package io.keysweep.connection;

import io.keysweep.azure.Cloud;
import io.keysweep.azure.Identity;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A connection that was checked and can be stored.
 *
 * @param tenantId null if the platform knows it
 * @param clientId null if the platform knows it
 * @param secret the client secret, or the certificate with its key in PEM; null if there is none, or the stored one stays
 * @param certificate what of it is public; null if it is none, or the stored one stays
 */
record ConnectionDraft(
        String name,
        String description,
        AuthType authType,
        Cloud cloud,
        String tenantId,
        String clientId,
        String secret,
        ClientCertificate certificate,
        List<String> products,
        Map<String, Object> meta,
        Map<String, Object> labels) {

    /** Who it is to Azure, with that secret. */
    Identity identity(String opened) {
        return identity(authType, tenantId, clientId, opened);
    }

    static Identity identity(AuthType type, String tenantId, String clientId, String secret) {
        return switch (type) {
            case CLIENT_SECRET -> new Identity.ClientSecret(tenantId, clientId, secret);
            case CERTIFICATE -> new Identity.ClientCertificate(tenantId, clientId, secret);
            case MANAGED_IDENTITY -> new Identity.Managed(Optional.ofNullable(clientId));
            case WORKLOAD_IDENTITY ->
                new Identity.Workload(Optional.ofNullable(tenantId), Optional.ofNullable(clientId));
        };
    }

    @Override
    public String toString() {
        return "ConnectionDraft[name=" + name + "]";
    }
}
