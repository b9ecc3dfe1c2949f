package io.keysweep.ops;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the manifests say of connections, identities and TLS fits together. */
class ManifestsTest {

    private static final Path DEPLOY = Path.of("src", "main", "deploy");
    private static final String KUBERNETES = "kubernetes/kustomization.yaml";
    private static final String KNATIVE = "knative/kustomization.yaml";
    private static final String BICEP = "azure/main.bicep";

    private static String text(String file) {
        try {
            return Files.readString(DEPLOY.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int number(String file, String before) {
        Matcher found = Pattern.compile(before + "(\\d+)").matcher(text(file));
        assertThat(file + " has " + before, found.find());
        return Integer.parseInt(found.group(1));
    }

    private static int connections() {
        return number("database/roles.sql", "\\\\set app_connections ");
    }

    private static int replicas() {
        return number("kubernetes/scaler.yaml", "maxReplicaCount: ")
                + number("kubernetes/deployment.yaml", "maxSurge: ");
    }

    @Test
    void kubernetesKeepsWithinTheConnectionsOfTheRole() {
        assertThat(number(KUBERNETES, "KEYSWEEP_OPS_REPLICAS="), equalTo(replicas()));
        assertThat(replicas() * number(KUBERNETES, "REACTIVE_MAX_SIZE="), lessThanOrEqualTo(connections()));
    }

    // While a revision of the API takes over from another, both may have all their replicas.
    @Test
    void knativeSaysHowManyConnectionsTheRoleNeeds() {
        int all = replicas() + 2 * number("knative/service.yaml", "max-scale: \"");

        assertThat(number(KNATIVE, "KEYSWEEP_OPS_REPLICAS="), equalTo(all));
        assertThat(all * number(KNATIVE, "REACTIVE_MAX_SIZE="), lessThanOrEqualTo(number(KNATIVE, "app_connections=")));
    }

    @Test
    void azureSaysHowManyConnectionsTheRoleNeeds() {
        assertThat(text(BICEP), containsString("value: string(2 * maxReplicas)"));
        assertThat(
                2 * number(BICEP, "param maxReplicas int = ") * number(BICEP, "REACTIVE_MAX_SIZE'\\s+value: '"),
                lessThanOrEqualTo(number(BICEP, "app_connections=")));
    }

    // A Deployment's, a Job's and Knative's share the Kubernetes settings.
    @ParameterizedTest
    @CsvSource({
        KUBERNETES + ", KEYSWEEP_AZURE_PLATFORM_IDENTITY=workload",
        KUBERNETES + ", KEYSWEEP_CONNECTION_PLATFORM_IDENTITY_ACCOUNTS=",
        BICEP + ", 'name: ''KEYSWEEP_AZURE_PLATFORM_IDENTITY''\n              value: ''managed'''",
        BICEP + ", KEYSWEEP_CONNECTION_PLATFORM_IDENTITY_ACCOUNTS",
        BICEP + ", module findsVaults 'reader.bicep'",
    })
    void theServiceMayUseTheIdentityThatItIsGiven(String file, String setting) {
        assertThat(text(file), containsString(setting));
    }

    @ParameterizedTest
    @ValueSource(strings = {KUBERNETES, "kubernetes/scaler.yaml", BICEP})
    void theDatabaseIsAskedForItsCertificateAndName(String file) {
        assertThat(text(file), containsString("verify-full"));
        assertThat(text(file), not(containsString("sslmode=require")));
        assertThat(text(file), not(containsString("sslmode: 'require'")));
    }

    @Test
    void theAuthoritiesOfAzuresDatabasesAreThere() throws IOException, CertificateException {
        try (var file = Files.newInputStream(DEPLOY.resolve("azure/database-ca.pem"))) {
            assertThat(CertificateFactory.getInstance("X.509").generateCertificates(file), hasSize(2));
        }
    }
}
