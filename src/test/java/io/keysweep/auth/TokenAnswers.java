package io.keysweep.auth;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.support.Eventually;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;

/** What the service answers whoever comes with a token. */
final class TokenAnswers {

    private static final String PATH = "/api/v1/cckm/azure/vaults";

    private TokenAnswers() {}

    static ValidatableResponse send(String token) {
        return sendHeader("Bearer " + token);
    }

    static ValidatableResponse sendHeader(String authorization) {
        return RestAssured.given()
                .header("Authorization", authorization)
                .get(PATH)
                .then();
    }

    static void assertAllowed(String token) {
        send(token).statusCode(200);
    }

    static void assertRefused(String token) {
        assertRefused(send(token));
    }

    static void assertRefused(ValidatableResponse answer) {
        answer.statusCode(401)
                .contentType(ContentType.JSON)
                .header("WWW-Authenticate", startsWith("Bearer"))
                .body("code", equalTo(5))
                .body("codeDesc", startsWith("NCERRUnauthorizedAccess"))
                .body(
                        "message",
                        matchesPattern("Invalid token: .*; log in again|a bearer token is needed: .*|token: .*"))
                .body("requestID", matchesPattern("\\S+"));
    }

    static void assertForbidden(String token) {
        send(token).statusCode(403).body("code", equalTo(7)).body("codeDesc", startsWith("NCERRInsufficient"));
    }

    /** Keys that are not known are looked up so many times a second, and other tests have used that up perhaps. */
    static void awaitAllowed(String token) {
        Eventually.within(
                Duration.ofSeconds(10),
                "the key is known",
                () -> send(token).extract().statusCode() == 200);
    }
}
