package io.keysweep.support;

import io.keysweep.dev.keyvault.LocalLogin;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Connections to the test's Azure, made over HTTP, and what goes wrong there. */
public final class AzureConnections {

    /** Where connections are. */
    public static final String PATH = "/api/v1/connectionmgmt/services/azure/connections";

    /** The tenant of all connections. */
    public static final String TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    private AzureConnections() {}

    /** A connection with the right secret; gives its id. */
    public static String create(String account, String name) {
        return Callers.admin(account)
                .contentType(ContentType.JSON)
                .body(body(name, LocalLogin.SECRET))
                .post(PATH)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** A request for a connection of a new application. */
    public static Map<String, Object> body(String name, String secret) {
        Map<String, Object> body = new HashMap<>();
        body.put("name", name);
        body.put("tenant_id", TENANT);
        body.put("client_id", UUID.randomUUID().toString());
        body.put("client_secret", secret);
        return body;
    }

    /** From now on the secret of that application has expired. */
    public static void expire(String clientId) {
        local().body(Map.of("client_id", clientId))
                .post("/local/expired")
                .then()
                .statusCode(204);
    }

    /** What the next calls to the login server ({@code token}) or the resource manager meet. */
    public static void fault(Map<String, Object> fault) {
        local().body(fault).post("/local/faults").then().statusCode(204);
    }

    /** Nothing goes wrong any more. */
    public static void noFaults() {
        local().delete("/local/faults").then().statusCode(204);
    }

    private static RequestSpecification local() {
        return RestAssured.given()
                .relaxedHTTPSValidation()
                .contentType(ContentType.JSON)
                .baseUri(TestEnvironment.azureUri().toString())
                .port(TestEnvironment.azureUri().getPort());
    }
}
