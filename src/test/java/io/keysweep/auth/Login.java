package io.keysweep.auth;

import io.keysweep.support.TestEnvironment;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Logging in as the administrator of the tests. */
final class Login {

    static final String TOKENS = "/api/v1/auth/tokens";

    private Login() {}

    static Response post(String path, Object body) {
        return RestAssured.given().contentType(ContentType.JSON).body(body).post(path);
    }

    static JsonObject credentials() {
        return new JsonObject().put("username", "admin").put("password", TestEnvironment.ADMIN_PASSWORD);
    }

    static JsonPath logIn(JsonObject request) {
        return post(TOKENS, request.encode()).then().statusCode(200).extract().jsonPath();
    }

    static JsonPath logIn() {
        return logIn(credentials());
    }

    static JsonObject part(String jwt, int number) {
        byte[] part = Base64.getUrlDecoder().decode(jwt.split("\\.")[number]);
        return new JsonObject(new String(part, StandardCharsets.UTF_8));
    }

    static void assertServed(String jwt) {
        RestAssured.given()
                .auth()
                .oauth2(jwt)
                .get("/api/v1/cckm/azure/vaults")
                .then()
                .statusCode(200);
    }
}
