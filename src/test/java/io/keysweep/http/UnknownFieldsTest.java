package io.keysweep.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A misspelt field of a body is never done without in silence. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class UnknownFieldsTest {

    // Clients of the product send many to it, and none of them says what happens to a key.
    private static final Set<String> OPEN = Set.of("/api/v1/auth/tokens", "/api/v1/auth/revoke");
    private static final String AZURE = "/api/v1/cckm/azure/";
    private static final String CONNECTIONS = "/api/v1/connectionmgmt/services/azure/connections";

    private final String account = Seed.account();

    private ValidatableResponse send(String method, String path, String body) {
        return Callers.admin(account)
                .contentType(ContentType.JSON)
                .body(body.replace('\'', '"'))
                .request(method, path.replaceAll("\\{[^}]*}", UUID.randomUUID().toString()))
                .then();
    }

    private static JsonNode document() throws IOException {
        return new ObjectMapper()
                .readTree(RestAssured.given()
                        .accept("application/json")
                        .get("/q/openapi?format=json")
                        .asString());
    }

    @Test
    void noBodyHasAFieldThatNobodyReads() throws IOException {
        List<String> passedOver = new ArrayList<>();
        document().path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> {
                    if (operation.getValue().has("requestBody") && !OPEN.contains(path.getKey())) {
                        String answer = send(operation.getKey().toUpperCase(), path.getKey(), "{'no_such_field':null}")
                                .extract()
                                .asString();
                        if (!answer.contains("no_such_field") && !answer.contains("operation: is missing")) {
                            passedOver.add(operation.getKey() + " " + path.getKey() + " " + answer);
                        }
                    }
                }));
        assertThat(passedOver.toString(), passedOver, hasSize(0));
    }

    @Test
    void theDescriptionSaysSoOfEachObjectOfABody() throws IOException {
        JsonNode document = document();
        List<String> open = new ArrayList<>();
        document.path("paths").properties().stream()
                .filter(path -> !OPEN.contains(path.getKey()))
                .forEach(path -> path.getValue().forEach(operation -> operation
                        .path("requestBody")
                        .findValues("$ref")
                        .forEach(ref -> collectOpen(document, ref.asText(), open))));
        assertThat(open.toString(), open, hasSize(0));
    }

    private static void collectOpen(JsonNode document, String reference, List<String> open) {
        JsonNode schema = document.at(reference.substring(1));
        if (schema.path("properties").isObject()
                && schema.path("additionalProperties").asBoolean(true)) {
            open.add(reference);
        }
        if (reference.startsWith("#/components/schemas/")) {
            schema.findValues("$ref").forEach(inner -> collectOpen(document, inner.asText(), open));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cckm/azure/keys/{id}/restore         | {'azure_cloud_key_backup':'x'}       | azure_cloud_key_backup: "
                        + "not a field of this call; remove it or mend its name, which may be azure_cloud_key_backup_id, "
                        + "key_vault, key_vault_id",
                "cckm/azure/synchronization-jobs      | {'synchronize_all':true,'take_cloud_key_backups':true}"
                        + " | take_cloud_key_backups: not a field",
                "scheduler/job-configs                | {'dissabled':true}                   | dissabled: not a field",
                "scheduler/job-configs                | {'cckm_synchronization_params':{'take_cloud_backup':true}}"
                        + " | cckm_synchronization_params.take_cloud_backup: not a field",
                "scheduler/job-configs                | {'cckm_key_backup_params':{'cloud':'AzureCloud'}}"
                        + " | cckm_key_backup_params.cloud: not a field",
                "cckm/azure/keys/{i}/backups/{b}/hold | {'reason':'r','until':'2031-01-01'}  | until: not a field",
                "cckm/azure/add-vaults                | {'vaults':[{'uri':'x'}]}             | vaults[0].uri: not a field",
                "cckm/azure/vaults/{id}/update-acls   | {'acls':[{'user':'x'}]}              | acls[0].user: not a field",
                "encryption/rotation-jobs             | {'level':'data-keys','vault':'x'}    | vault: not a field",
                "cckm/azure/keys                      | {'azure_param':{'attributes':{'expires':1}}}"
                        + " | azure_param.attributes.expires: not a field",
                "cckm/azure/keys                      | {'azure_param':{'hsm':true}} | azure_param.hsm: is not supported",
                "cckm/azure/upload-key                | {'dsm_key_identifier':'x'}   | dsm_key_identifier: is not supported",
                "cckm/azure/upload-key                | {'luna_key_identifier':'x'}  | luna_key_identifier: is not supported",
                "cckm/azure/upload-key                | {'external_cm_key_identifier':'x'} | external_cm_key_identifier: is not",
            })
    void namesTheField(String path, String body, String message) {
        send("POST", "/api/v1/" + path, body).statusCode(400).body("message", startsWith(message));
    }

    @Test
    void showsNoMoreOfANameThanTellsIt() {
        send("POST", AZURE + "get-subscriptions", "{'" + "x".repeat(5_000) + "':1}")
                .statusCode(400)
                .body(
                        "message.length()",
                        is(("x".repeat(100) + ": not a field of this call; remove it or mend its name,"
                                        + " which may be connection")
                                .length()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'cert_duration':730",
                "'external_certificate_used':true",
                "'azure_stack_connection_type':''",
                "'management_url':null"
            })
    void takesWhatClientsOfTheProductSendWhereItChangesNothing(String field) {
        send("POST", CONNECTIONS, connection(field)).statusCode(201).body("name", equalTo("azure"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "azure_stack_connection_type",
                "azure_stack_server_cert",
                "active_directory_endpoint",
                "management_url",
                "resource_manager_url",
                "vault_resource_url",
                "key_vault_dns_suffix"
            })
    void refusesAnAzureThatIsNotMicrosofts(String field) {
        send("POST", CONNECTIONS, connection("'" + field + "':'ADFS'"))
                .statusCode(400)
                .body("message", allOf(startsWith(field + ": is not supported"), not(containsString("ADFS"))));
    }

    private static String connection(String more) {
        return "{'name':'azure','client_id':'0f5e1c3d-7a10-4b2e-9b43-12e533dd2b1e',"
                + "'tenant_id':'72f988bf-86f1-41af-91ab-2d7cd011db47','client_secret':'s'," + more + "}";
    }
}
