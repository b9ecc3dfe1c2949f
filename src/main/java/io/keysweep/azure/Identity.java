package io.keysweep.azure;

import java.util.Objects;
import java.util.Optional;

/** Who we are to Azure. What is secret of it never shows in {@code toString}. */
public sealed interface Identity {

    /** An application that proves itself by a client secret. */
    record ClientSecret(String tenantId, String clientId, String secret) implements Identity {
        public ClientSecret {
            Objects.requireNonNull(tenantId);
            Objects.requireNonNull(clientId);
            Objects.requireNonNull(secret);
        }

        @Override
        public String toString() {
            return "ClientSecret[tenantId=" + tenantId + ", clientId=" + clientId + "]";
        }
    }

    /**
     * An application that proves itself by a certificate.
     *
     * @param pem the certificate and its RSA private key (PKCS #8)
     */
    record ClientCertificate(String tenantId, String clientId, String pem) implements Identity {
        public ClientCertificate {
            Objects.requireNonNull(tenantId);
            Objects.requireNonNull(clientId);
            Objects.requireNonNull(pem);
        }

        @Override
        public String toString() {
            return "ClientCertificate[tenantId=" + tenantId + ", clientId=" + clientId + "]";
        }
    }

    /**
     * The identity that Azure gives the machine this service runs on.
     *
     * @param clientId which one, if it is user-assigned
     */
    record Managed(Optional<String> clientId) implements Identity {}

    /**
     * The identity that Kubernetes vouches for, by the token in the file that {@code AZURE_FEDERATED_TOKEN_FILE} names.
     * Which tenant and client: as given, else what {@code AZURE_TENANT_ID} and {@code AZURE_CLIENT_ID} say.
     */
    record Workload(Optional<String> tenantId, Optional<String> clientId) implements Identity {}
}
