package io.keysweep.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import io.keysweep.support.ApiDocument;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The description of the API as a whole; that single answers keep to it is checked in all other tests. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class OpenApiTest {

    private static final Set<String> PUBLIC =
            Set.of("POST /api/v1/auth/tokens", "POST /api/v1/auth/revoke", "GET /api/v1/auth/jwks.json");

    private ApiDocument api;

    @BeforeEach
    void read() {
        api = ApiDocument.servedBy(URI.create("http://localhost:" + RestAssured.port));
    }

    @Test
    void describesAllThatIsServedAndNothingElse() {
        String azure = " /api/v1/cckm/azure/";
        String scheduler = " /api/v1/scheduler/";
        String connections = " /api/v1/connectionmgmt/services/azure/connections";
        assertThat(
                api.operations().stream().map(ApiDocument.Operation::toString).toList(),
                containsInAnyOrder(
                        "POST /api/v1/auth/tokens",
                        "POST /api/v1/auth/revoke",
                        "GET /api/v1/auth/jwks.json",
                        "GET /api/v1/auth/self/user",
                        "POST /api/v1/encryption/rotation-jobs",
                        "GET /api/v1/encryption/rotation-jobs",
                        "GET /api/v1/encryption/rotation-jobs/{id}",
                        "POST /api/v1/encryption/rotation-jobs/{id}/cancel",
                        "GET /api/v1/encryption/destroyed-data-keys",
                        "GET" + azure + "vaults",
                        "GET" + azure + "vaults/{id}",
                        "PATCH" + azure + "vaults/{id}",
                        "POST" + azure + "vaults/{id}/remove-vault",
                        "POST" + azure + "vaults/{id}/update-acls",
                        "POST" + azure + "get-vaults",
                        "POST" + azure + "get-managed-hsms",
                        "POST" + azure + "add-vaults",
                        "POST" + azure + "get-subscriptions",
                        "GET" + azure + "subscriptions",
                        "GET" + azure + "subscriptions/{id}",
                        "DELETE" + azure + "subscriptions/{id}",
                        "GET" + connections,
                        "POST" + connections,
                        "GET" + connections + "/{id}",
                        "PATCH" + connections + "/{id}",
                        "DELETE" + connections + "/{id}",
                        "POST" + connections + "/{id}/test",
                        "POST /api/v1/connectionmgmt/services/azure/connection-test",
                        "GET /api/v1/connectionmgmt/connections",
                        "DELETE /api/v1/connectionmgmt/connections/{id}",
                        "POST /api/v1/connectionmgmt/connections/{id}/delete",
                        "GET" + azure + "keys",
                        "POST" + azure + "keys",
                        "GET" + azure + "keys/{id}",
                        "PATCH" + azure + "keys/{id}",
                        "POST" + azure + "keys/{id}/soft-delete",
                        "POST" + azure + "keys/{id}/hard-delete",
                        "POST" + azure + "keys/{id}/recover",
                        "POST" + azure + "keys/{id}/refresh",
                        "POST" + azure + "keys/{id}/restore",
                        "POST" + azure + "keys/{id}/delete-backup",
                        "GET" + azure + "keys/{id}/download-public-key",
                        "POST" + azure + "upload-key",
                        "GET" + azure + "keys/{key_id}/backups",
                        "POST" + azure + "keys/{key_id}/backups",
                        "GET" + azure + "keys/{key_id}/backups/{backup_id}",
                        "POST" + azure + "keys/{key_id}/backups/{backup_id}/hold",
                        "DELETE" + azure + "keys/{key_id}/backups/{backup_id}/hold",
                        "PATCH" + azure + "keys/{key_id}/backups/{backup_id}",
                        "DELETE" + azure + "keys/{key_id}/backups/{backup_id}",
                        "POST" + azure + "keys/{id}/enable-backup-job",
                        "POST" + azure + "keys/{id}/disable-backup-job",
                        "GET" + azure + "synchronization-jobs",
                        "POST" + azure + "synchronization-jobs",
                        "GET" + azure + "synchronization-jobs/{id}",
                        "POST" + azure + "synchronization-jobs/{id}/cancel",
                        "GET" + scheduler + "job-configs",
                        "POST" + scheduler + "job-configs",
                        "GET" + scheduler + "job-configs/{id}",
                        "PATCH" + scheduler + "job-configs/{id}",
                        "DELETE" + scheduler + "job-configs/{id}",
                        "POST" + scheduler + "job-configs/{id}/run-now",
                        "GET" + scheduler + "jobs",
                        "GET" + scheduler + "jobs/{id}",
                        "DELETE" + scheduler + "jobs/{id}",
                        "GET" + scheduler + "operations",
                        "GET" + azure + "bulkjobs",
                        "POST" + azure + "bulkjobs",
                        "GET" + azure + "bulkjobs/{id}",
                        "DELETE" + azure + "bulkjobs/{id}",
                        "POST" + azure + "bulkjobs/{id}/cancel",
                        "GET" + azure + "bulkjobs/{id}/events",
                        "GET" + azure + "bulkjobs/{id}/results",
                        "GET" + azure + "bulkjobs/{id}/certificate",
                        "GET" + azure + "bulkjobs/{id}/certificate/leaves",
                        "GET /api/v1/audit/records",
                        "GET /api/v1/audit/records/{id}",
                        "GET /api/v1/audit/verify",
                        "GET /api/v1/audit/keys"));
    }

    @Test
    void saysWhatItIs() {
        assertThat(api.root().path("openapi").asText(), startsWith("3.1."));
        assertThat(api.root().at("/info/title").asText(), equalTo("Keysweep"));
        assertThat(api.root().at("/info/version").asText(), not(blankOrNullString()));
        assertThat(api.root().at("/info/license/name").asText(), equalTo("Apache-2.0"));
    }

    @Test
    void namesEveryOperationOnce() {
        Set<String> names = new HashSet<>();
        for (ApiDocument.Operation operation : api.operations()) {
            String name = operation.node().path("operationId").asText();
            assertThat(operation + " has a name", name, not(blankOrNullString()));
            assertThat(
                    operation + " has a summary",
                    operation.node().path("summary").asText(),
                    not(blankOrNullString()));
            assertThat(name + " names one operation", names.add(name), is(true));
        }
    }

    @Test
    void refersOnlyToWhatIsThere() {
        for (JsonNode reference : api.root().findValues("$ref")) {
            String pointer = reference.asText().substring(1);
            assertThat(pointer + " is there", api.root().at(pointer).isMissingNode(), is(false));
        }
    }

    @Test
    void describesTheFormOfEverySuccessAndEveryError() {
        for (ApiDocument.Operation operation : api.operations()) {
            operation.node().path("responses").properties().forEach(entry -> {
                JsonNode response = api.resolve(entry.getValue());
                String which = operation + " " + entry.getKey();
                assertThat(which, response.path("description").asText(), not(blankOrNullString()));
                assertThat(which, response.path("headers").has("X-Request-ID"), is(true));
                assertThat(
                        which,
                        response.path("content").isEmpty(),
                        is(entry.getKey().equals("204")));
                response.path("content")
                        .forEach(media -> assertThat(which, media.path("schema").isEmpty(), is(false)));
            });
        }
    }

    @Test
    void asksForATokenWhereItSaysSoAndNowhereElse() {
        for (ApiDocument.Operation operation : api.operations()) {
            boolean open = operation.node().path("security").isEmpty();
            assertThat(operation + " is public", open, is(PUBLIC.contains(operation.toString())));
            int status = RestAssured.given()
                    .contentType(operation.node().has("requestBody") ? "application/json" : "*/*")
                    .request(
                            operation.method(),
                            operation
                                    .path()
                                    .replaceAll("\\{[^}]*}", UUID.randomUUID().toString()))
                    .statusCode();
            assertThat(operation + " without a token", status == 401, is(!open));
        }
    }

    @Test
    void timesAndIdsHaveTheirFormats() {
        JsonNode job = api.root().at("/components/schemas/BulkJob/properties");
        assertThat(job.at("/createdAt/format").asText(), equalTo("date-time"));
        assertThat(job.at("/id/format").asText(), equalTo("uuid"));
        assertThat(
                List.of(
                        job.at("/completed_at/type").asText(),
                        job.at("/detailed_status/type").asText()),
                equalTo(List.of("string", "object")));
    }
}
