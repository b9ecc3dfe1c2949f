package io.keysweep.subscription;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import io.keysweep.auth.Caller;
import io.keysweep.support.AzureConnections;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class SubscriptionsTest {

    private static final String IN_AZURE = "/api/v1/cckm/azure/get-subscriptions";
    private static final String SUBSCRIPTIONS = "/api/v1/cckm/azure/subscriptions";
    private static final String ANN = "local|ann";

    private final String account = Seed.account();

    @AfterEach
    void noFaults() {
        AzureConnections.noFaults();
    }

    private RequestSpecification admin() {
        return Callers.admin(account).contentType(ContentType.JSON);
    }

    private ValidatableResponse inAzure(String connection) {
        return admin().body(Map.of("connection", connection)).post(IN_AZURE).then();
    }

    private UUID seed(String subscription) {
        UUID id = UUID.randomUUID();
        Seed.update(
                "INSERT INTO subscription (id, account, subscription_id, display_name, state, tenant_id)"
                        + " VALUES (?, ?, ?, 'Production', 'Enabled', 't')",
                id,
                account,
                subscription);
        return id;
    }

    @Test
    void showsWhatAzureHasByTheConnectionsNameOrId() {
        String id = AzureConnections.create(account, "az");

        for (String connection : new String[] {"az", id}) {
            inAzure(connection)
                    .statusCode(200)
                    .body("subscriptionId", hasItems(Seed.SUBSCRIPTION))
                    .body("[0].id", equalTo("/subscriptions/" + Seed.SUBSCRIPTION))
                    .body("[0].displayName", equalTo("Development"))
                    .body("[0].state", equalTo("Enabled"))
                    .body("[0].tenantId", equalTo(AzureConnections.TENANT))
                    .body("[0].subscriptionPolicies.spendingLimit", equalTo("Off"));
        }
    }

    @Test
    void tellsWhatWentWrongInAzure() {
        AzureConnections.create(account, "az");
        AzureConnections.fault(Map.of("count", 1, "status", 429, "retry_after", 7, "operation", "subscriptions"));
        inAzure("az").statusCode(429).header("Retry-After", "7");
        AzureConnections.fault(
                Map.of("count", 1, "status", 403, "code", "AuthorizationFailed", "operation", "subscriptions"));
        inAzure("az").statusCode(502).body("message", containsString("AuthorizationFailed"));
        AzureConnections.fault(Map.of("count", 1, "status", 500, "operation", "subscriptions"));
        inAzure("az").statusCode(503);
        AzureConnections.fault(Map.of("count", 1, "drop", true, "operation", "subscriptions"));
        inAzure("az").statusCode(503);

        inAzure("no-such").statusCode(404);
        inAzure(" ").statusCode(400);
        AzureConnections.create(account, "wrong");
        String wrong = admin().get(AzureConnections.PATH + "?name=wrong").path("resources[0].id");
        admin().body(Map.of("client_secret", "wrong"))
                .patch(AzureConnections.PATH + "/" + wrong)
                .then()
                .statusCode(200);
        inAzure("wrong").statusCode(502).body("message", containsString("AADSTS7000215"));
        admin().get(AzureConnections.PATH + "/" + wrong).then().body("last_connection_ok", is(false));
    }

    @Test
    void listsAndShowsThoseOfTheAccountsVaults() {
        UUID id = seed("sub-a");
        seed("sub-b");

        admin().get(SUBSCRIPTIONS + "?sort=subscription_id")
                .then()
                .statusCode(200)
                .body("total", is(2))
                .body("resources.subscriptionId", contains("sub-a", "sub-b"));
        admin().get(SUBSCRIPTIONS + "?subscriptionId=sub-b&displayName=Production")
                .then()
                .body("total", is(1));
        admin().get(SUBSCRIPTIONS + "/" + id)
                .then()
                .statusCode(200)
                .body("subscriptionId", equalTo("sub-a"))
                .body("subscriptionUri", equalTo("/subscriptions/sub-a"))
                .body("created_at", notNullValue())
                .body("uri", equalTo("kylo:" + account + ":cckm:azure-subscription:" + id));
        admin().get(SUBSCRIPTIONS + "?sort=secret").then().statusCode(400);
    }

    @Test
    void showsUsersThoseOfTheVaultsThatTheyMayView() {
        UUID id = seed(Seed.SUBSCRIPTION);
        UUID vault = Seed.vault(account, "payments");
        Callers.user(account, ANN).get(SUBSCRIPTIONS).then().statusCode(200).body("total", is(0));
        Callers.user(account, ANN).get(SUBSCRIPTIONS + "/" + id).then().statusCode(404);

        Seed.grantUser(vault, ANN, "view");

        Callers.user(account, ANN).get(SUBSCRIPTIONS).then().statusCode(200).body("total", is(1));
        Callers.user(account, ANN).get(SUBSCRIPTIONS + "/" + id).then().statusCode(200);
    }

    @Test
    void deletesOnlyWhatIsLeftOver() {
        UUID used = seed(Seed.SUBSCRIPTION);
        UUID left = seed("sub-a");
        Seed.vault(account, "payments");

        admin().delete(SUBSCRIPTIONS + "/" + used).then().statusCode(409);
        admin().delete(SUBSCRIPTIONS + "/" + left).then().statusCode(204);
        admin().delete(SUBSCRIPTIONS + "/" + left).then().statusCode(404);
    }

    @Test
    void keepsToRightsAndAccounts() {
        UUID id = seed("sub-a");
        AzureConnections.create(account, "az");
        Map<String, String> body = Map.of("connection", "az");

        RestAssured.given()
                .contentType(ContentType.JSON)
                .body(body)
                .post(IN_AZURE)
                .then()
                .statusCode(401);
        RestAssured.given().get(SUBSCRIPTIONS).then().statusCode(401);
        RestAssured.given().get(SUBSCRIPTIONS + "/" + id).then().statusCode(401);
        RestAssured.given().delete(SUBSCRIPTIONS + "/" + id).then().statusCode(401);
        Callers.as(account, ANN, Caller.CCKM_USERS)
                .contentType(ContentType.JSON)
                .body(body)
                .post(IN_AZURE)
                .then()
                .statusCode(403);
        Callers.as(account, ANN, Caller.CCKM_USERS)
                .delete(SUBSCRIPTIONS + "/" + id)
                .then()
                .statusCode(403);
        Callers.as(account, ANN, "Key Users").get(SUBSCRIPTIONS).then().statusCode(403);
        Callers.admin(Seed.account()).get(SUBSCRIPTIONS + "/" + id).then().statusCode(404);
        Callers.admin(Seed.account()).delete(SUBSCRIPTIONS + "/" + id).then().statusCode(404);
        Callers.admin(Seed.account())
                .contentType(ContentType.JSON)
                .body(body)
                .post(IN_AZURE)
                .then()
                .statusCode(404);
    }
}
