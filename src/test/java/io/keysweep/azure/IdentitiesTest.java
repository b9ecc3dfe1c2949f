package io.keysweep.azure;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.util.Configuration;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import io.keysweep.dev.keyvault.Faults;
import io.keysweep.dev.keyvault.LocalKeyVault;
import io.keysweep.dev.keyvault.LocalLogin;
import io.keysweep.support.TestCertificate;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The SDK's real credentials against the local login server. */
class IdentitiesTest {

    private static final String TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    private static LocalKeyVault server;
    private static Vertx vertx;
    private static AzureConfig config;

    private final TestAzure azure = new TestAzure(vertx, config);
    private final String client = UUID.randomUUID().toString();
    private final String key = "key-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        server = LocalKeyVault.start("here");
        vertx = Vertx.vertx();
        config = TestAzure.config(settings(server, "0s"));
        TestAzure.client(vertx, config, TestAzureConfig.ref(server.vault(1).uri()))
                .createEcKey(new CreateEcKeyOptions("shared"))
                .block();
    }

    private static Map<String, String> settings(LocalKeyVault server, String recheck) {
        Map<String, String> settings = new HashMap<>(server.settings());
        settings.put("keysweep.azure.retry-delay", "20ms");
        settings.put("keysweep.azure.retries", "2");
        settings.put("keysweep.azure.connection-recheck", recheck);
        return settings;
    }

    @AfterAll
    static void stop() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void noFaults() {
        server.azureFaults().clear();
    }

    private Identity secret(String value) {
        return new Identity.ClientSecret(TENANT, client, value);
    }

    private VaultRef vault() {
        return new VaultRef(server.vault(1).uri(), "kylo", "az");
    }

    private void connect(int revision, Identity identity) {
        azure.put("az", new ConnectionSettings(new UUID(1, 1), revision, Cloud.PUBLIC, identity));
    }

    private static <T> T result(Uni<T> call) {
        return call.subscribeAsCompletionStage().join();
    }

    private static KeyVaultException failure(Uni<?> call) {
        return (KeyVaultException)
                assertThrows(CompletionException.class, () -> result(call)).getCause();
    }

    @Test
    void aClientSecretOpensAVault() {
        connect(1, secret(LocalLogin.SECRET));

        assertTrue(result(azure.keyVault().backUpKey(vault(), "shared")).length > 0);
        assertThat(azure.refusals(), empty());
    }

    @Test
    void aWrongSecretIsDeniedInAzuresWords() {
        connect(1, secret("wrong~secret"));

        KeyVaultException denied = failure(azure.keyVault().backUpKey(vault(), "shared"));

        assertThat(denied, instanceOf(KeyVaultException.Denied.class));
        assertThat(denied.getMessage(), containsString("AADSTS7000215"));
        assertThat(denied.getMessage(), not(containsString("wrong~secret")));
        assertThat(azure.refusals(), hasItem(containsString("AADSTS7000215")));
    }

    @Test
    void anExpiredSecretIsDeniedInAzuresWords() {
        server.login().expire(client);

        KeyVaultException denied = failure(azure.logins().authenticate(Cloud.PUBLIC, secret(LocalLogin.SECRET)));

        assertThat(denied, instanceOf(KeyVaultException.Denied.class));
        assertThat(denied.getMessage(), containsString("AADSTS7000222"));
    }

    @Test
    void aLoginServerThatFailsIsUnavailable() {
        server.azureFaults().add(20, new Faults.Fault(503, null, null, null, Duration.ZERO, false, "token"));

        assertThat(
                failure(azure.logins().authenticate(Cloud.PUBLIC, secret(LocalLogin.SECRET))),
                instanceOf(KeyVaultException.Unavailable.class));
    }

    @Test
    void aDroppedLoginIsTriedAgain() {
        server.azureFaults().add(1, new Faults.Fault(0, null, null, null, Duration.ZERO, true, "token"));

        result(azure.logins().authenticate(Cloud.PUBLIC, secret(LocalLogin.SECRET)));
    }

    @Test
    void aCertificateOpensAVault() throws Exception {
        connect(1, new Identity.ClientCertificate(TENANT, client, TestCertificate.pem()));

        assertTrue(result(azure.keyVault().backUpKey(vault(), "shared")).length > 0);
    }

    @Test
    void aChangedConnectionIsUsedAsItIsNow() {
        connect(1, secret("wrong"));
        failure(azure.keyVault().backUpKey(vault(), "shared"));

        connect(2, secret(LocalLogin.SECRET));

        assertTrue(result(azure.keyVault().backUpKey(vault(), "shared")).length > 0);
    }

    @Test
    void aConnectionIsNotLookedUpForEveryCall() {
        TestAzure relaxed = new TestAzure(vertx, TestAzure.config(settings(server, "1h")));
        relaxed.put("az", new ConnectionSettings(new UUID(1, 1), 1, Cloud.PUBLIC, secret(LocalLogin.SECRET)));
        result(relaxed.keyVault().backUpKey(vault(), "shared"));
        relaxed.put("az", new ConnectionSettings(new UUID(1, 1), 2, Cloud.PUBLIC, secret("wrong")));

        result(relaxed.keyVault().backUpKey(vault(), "shared"));
        relaxed.logins().forget("kylo", "az");

        assertThat(
                failure(relaxed.keyVault().backUpKey(vault(), "shared")), instanceOf(KeyVaultException.Denied.class));
    }

    @Test
    void noTokenOfAnotherCloudIsGiven() {
        azure.put("az", new ConnectionSettings(new UUID(1, 1), 1, Cloud.CHINA, secret(LocalLogin.SECRET)));

        assertThat(
                failure(azure.keyVault().backUpKey(vault(), "shared")).getMessage(),
                containsString("not for Azure Key Vault"));
    }

    @Test
    void anUnknownConnectionIsDenied() {
        assertThat(failure(azure.keyVault().backUpKey(vault(), key)), instanceOf(KeyVaultException.Denied.class));
    }

    @Test
    void aWorkloadIdentityWithoutItsEnvironmentIsDenied() {
        KeyVaultException denied = failure(azure.logins()
                .authenticate(Cloud.PUBLIC, new Identity.Workload(Optional.of(TENANT), Optional.of(client))));

        assertThat(denied, instanceOf(KeyVaultException.Denied.class));
        assertThat(azure.refusals(), hasSize(0));
    }

    @Test
    void aManagedIdentityIsTheOneOfTheEnvironmentUnlessOneIsNamed() {
        Configuration environment = Configuration.getGlobalConfiguration();
        environment.put(Configuration.PROPERTY_AZURE_CLIENT_ID, "of-the-environment");
        try {
            assertThat(
                    IdentityCredentials.managedClientId(new Identity.Managed(Optional.empty())),
                    equalTo(Optional.of("of-the-environment")));
            assertThat(
                    IdentityCredentials.managedClientId(new Identity.Managed(Optional.of("named"))),
                    equalTo(Optional.of("named")));
        } finally {
            environment.remove(Configuration.PROPERTY_AZURE_CLIENT_ID);
        }
        assertThat(
                IdentityCredentials.managedClientId(new Identity.Managed(Optional.empty())), equalTo(Optional.empty()));
    }
}
