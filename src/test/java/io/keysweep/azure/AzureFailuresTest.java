package io.keysweep.azure;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.identity.CredentialUnavailableException;
import com.microsoft.aad.msal4j.MsalServiceException;
import io.keysweep.azure.KeyVaultException.Denied;
import io.keysweep.azure.KeyVaultException.Unavailable;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Failures of logins, in the wrappings of azure-identity 1.18: what passes must not be taken for a no of Azure's. */
class AzureFailuresTest {

    private static Throwable answered(int status) {
        return new MsalServiceException(
                "{\"status code\": " + status + "} HttpResponse status code: " + status, "unknown");
    }

    @Test
    void aManagedIdentityThatCannotBeReachedIsUnavailable() {
        KeyVaultException told = AzureFailures.translate(new ClientAuthenticationException(
                "Managed Identity authentication failed", null, new RuntimeException(new ConnectException("refused"))));

        assertThat(told, instanceOf(Unavailable.class));
        assertThat(told.getMessage(), containsString("no token"));
        assertThat(told.getMessage(), containsString("refused"));
    }

    @Test
    void aWorkloadIdentityThatCannotBeReachedIsUnavailable() {
        assertInstanceOf(
                Unavailable.class,
                AzureFailures.translate(new CredentialUnavailableException(
                        "WorkloadIdentityCredential authentication unavailable", new UnknownHostException("login"))));
    }

    @Test
    void aLoginServerThatFailsOrThrottlesIsUnavailable() {
        for (int status : List.of(408, 429, 500, 503)) {
            assertInstanceOf(
                    Unavailable.class,
                    AzureFailures.translate(new ClientAuthenticationException("failed", null, answered(status))));
        }
    }

    @Test
    void aLoginServerThatRefusesHasDenied() {
        assertInstanceOf(
                Denied.class, AzureFailures.translate(new ClientAuthenticationException("no", null, answered(400))));
    }

    @Test
    void aLoginOfWhichNothingMoreIsKnownIsDenied() {
        assertInstanceOf(Denied.class, AzureFailures.translate(new ClientAuthenticationException("no", null)));
        assertThat(
                AzureFailures.translate(new CredentialUnavailableException("no environment"))
                        .getMessage(),
                containsString("the platform gives this service no identity: no environment"));
    }

    @Test
    void aLoginThatFindsNoPlaceAmongThoseThatWaitIsUnavailable() {
        assertInstanceOf(Unavailable.class, AzureFailures.translate(new RejectedExecutionException("full")));
    }
}
