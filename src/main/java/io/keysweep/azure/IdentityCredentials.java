package io.keysweep.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.util.Configuration;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.CredentialBuilderBase;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * The SDK's credentials for our identities. They block while they wait for an answer, so each is given threads to do that on;
 * none of them writes a token to a disk.
 */
@Singleton
final class IdentityCredentials {

    private final AzureHttp http;
    private final AzureConfig config;

    IdentityCredentials(AzureHttp http, AzureConfig config) {
        this.http = http;
        this.config = config;
    }

    /**
     * The credential of that identity; makes no call.
     *
     * @param threads that its logins wait on
     * @throws KeyVaultException.Denied if the platform has no such identity
     */
    TokenCredential of(Cloud cloud, Identity identity, ExecutorService threads) {
        if (identity instanceof Identity.ClientSecret application) {
            return aad(new ClientSecretCredentialBuilder(), Configuration.NONE, cloud, threads)
                    .tenantId(application.tenantId())
                    .clientId(application.clientId())
                    .clientSecret(application.secret())
                    .build();
        }
        if (identity instanceof Identity.ClientCertificate application) {
            return aad(new ClientCertificateCredentialBuilder(), Configuration.NONE, cloud, threads)
                    .tenantId(application.tenantId())
                    .clientId(application.clientId())
                    .pemCertificate(new ByteArrayInputStream(application.pem().getBytes(StandardCharsets.US_ASCII)))
                    .build();
        }
        return identity instanceof Identity.Workload workload
                ? workload(cloud, workload, threads)
                : managed((Identity.Managed) identity, threads);
    }

    // The environment says where the token file is, and the tenant and client unless they are given.
    private TokenCredential workload(Cloud cloud, Identity.Workload identity, ExecutorService threads) {
        Configuration environment = Configuration.getGlobalConfiguration().clone();
        WorkloadIdentityCredentialBuilder builder =
                aad(new WorkloadIdentityCredentialBuilder(), environment, cloud, threads);
        identity.tenantId().ifPresent(builder::tenantId);
        identity.clientId().ifPresent(builder::clientId);
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new KeyVaultException.Denied("there is no workload identity here: AZURE_FEDERATED_TOKEN_FILE,"
                    + " AZURE_TENANT_ID and AZURE_CLIENT_ID are not all set");
        }
    }

    private TokenCredential managed(Identity.Managed identity, ExecutorService threads) {
        ManagedIdentityCredentialBuilder builder = common(new ManagedIdentityCredentialBuilder(), Configuration.NONE)
                .executorService(threads);
        managedClientId(identity).ifPresent(builder::clientId);
        return builder.build();
    }

    // The SDK does not look for it, and asks for the identity of the machine's own, which may have none.
    static Optional<String> managedClientId(Identity.Managed identity) {
        return identity.clientId()
                .or(() -> Optional.ofNullable(
                        Configuration.getGlobalConfiguration().get(Configuration.PROPERTY_AZURE_CLIENT_ID)));
    }

    /** A login server of dev mode and tests is not on the list of known ones that the SDK would look it up in. */
    private <B extends AadCredentialBuilderBase<B>> B aad(
            B builder, Configuration environment, Cloud cloud, ExecutorService threads) {
        B at = common(builder, environment)
                .executorService(threads)
                .authorityHost(config.authorityUrl().orElse(cloud.authority()).toString());
        return config.authorityUrl().isPresent() ? at.disableInstanceDiscovery() : at;
    }

    /** The environment comes first, as the SDK takes the login's address from it too, and the last word counts. */
    private <B extends CredentialBuilderBase<B>> B common(B builder, Configuration environment) {
        return builder.configuration(environment)
                .httpClient(http.client())
                .httpLogOptions(AzureHttp.noLog())
                .addPolicy(AzureHttp.passingIsNoAnswer())
                .addPolicy(AzureHttp.readWhole())
                .retryPolicy(http.retries());
    }
}
