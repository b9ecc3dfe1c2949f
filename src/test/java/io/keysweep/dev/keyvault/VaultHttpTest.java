package io.keysweep.dev.keyvault;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the SDK hides: raw answers, and the paths by which a test in another process makes things go wrong. */
class VaultHttpTest {

    private static LocalKeyVault server;

    @BeforeAll
    static void start() {
        server = LocalKeyVault.start("here");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void challengesACallWithoutAToken() {
        call().get("/keys?api-version=7.4")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("Bearer authorization=\"https://"))
                .header("WWW-Authenticate", containsString("resource=\"https://vault.azure.net\""))
                .body("error.code", equalTo("Unauthorized"));
    }

    @Test
    void wantsAnApiVersion() {
        authorized().get("/keys").then().statusCode(400).body("error.code", equalTo("BadParameter"));
    }

    @Test
    void pagesAsAskedAndLinksToTheRest() {
        for (String name : new String[] {"page-a", "page-b", "page-c"}) {
            authorized()
                    .contentType(ContentType.JSON)
                    .body("{\"kty\":\"EC\"}")
                    .post("/keys/" + name + "/create?api-version=7.4")
                    .then()
                    .statusCode(200);
        }
        String next = authorized()
                .get("/keys?api-version=7.4&maxresults=2")
                .then()
                .statusCode(200)
                .body("value", hasSize(2))
                .body("value[0].kid", equalTo(server.vault(1).uri() + "/keys/page-a"))
                .extract()
                .path("nextLink");
        authorized()
                .urlEncodingEnabled(false)
                .get(next)
                .then()
                .body("value", hasSize(1))
                .body("nextLink", nullValue());
        authorized().get("/keys?api-version=7.4&maxresults=26").then().statusCode(400);
        authorized().get("/keys?api-version=7.4&$skiptoken=nonsense").then().statusCode(400);
    }

    @Test
    void refusesABadName() {
        authorized()
                .contentType(ContentType.JSON)
                .body("{\"kty\":\"EC\"}")
                .post("/keys/under_score/create?api-version=7.4")
                .then()
                .statusCode(400);
    }

    @Test
    void signsADigestByAVersion() {
        String kid = authorized()
                .contentType(ContentType.JSON)
                .body("{\"kty\":\"EC\"}")
                .post("/keys/signs/create?api-version=7.4")
                .then()
                .statusCode(200)
                .extract()
                .path("key.kid");
        String path = URI.create(kid).getPath() + "/sign?api-version=7.4";
        String digest = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);

        post(path, "ES256", digest)
                .statusCode(200)
                .body("kid", equalTo(kid))
                .body("value", matchesPattern("[0-9A-Za-z_-]{86}"));
        post(path, "ES256", digest.substring(4)).statusCode(400).body("error.code", equalTo("BadParameter"));
        post(path, "ES384", digest).statusCode(400);
        post(path, "RS256", digest).statusCode(400);
        post(path, "HS256", digest).statusCode(400);
        post("/keys/none/0/sign?api-version=7.4", "ES256", digest).statusCode(404);
        authorized().delete("/keys/signs?api-version=7.4").then().statusCode(200);
    }

    private static ValidatableResponse post(String path, String algorithm, String value) {
        return authorized()
                .contentType(ContentType.JSON)
                .body("{\"alg\":\"" + algorithm + "\",\"value\":\"" + value + "\"}")
                .post(path)
                .then();
    }

    @Test
    void faultsComeAndGoByHttp() {
        String fault = "{\"count\":5,\"status\":429,\"retry_after\":7,\"operation\":\"listdeleted\"}";
        call().body(fault).post("/local/faults").then().statusCode(204);

        authorized().get("/keys?api-version=7.4").then().statusCode(200);
        authorized()
                .get("/deletedkeys?api-version=7.4")
                .then()
                .statusCode(429)
                .header("Retry-After", "7")
                .body("error.code", equalTo("Throttled"));

        call().delete("/local/faults").then().statusCode(204);
        authorized().get("/deletedkeys?api-version=7.4").then().statusCode(200);
        call().get("/local/calls").then().body("listdeleted", equalTo(2));
    }

    private static RequestSpecification call() {
        return given().relaxedHTTPSValidation().baseUri(server.vault(1).uri().toString());
    }

    private static RequestSpecification authorized() {
        return call().header("Authorization", "Bearer " + LocalKeyVault.TOKEN);
    }
}
