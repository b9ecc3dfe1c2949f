package io.keysweep.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.keysweep.support.Seed;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Behind proxies a client is who they say it is, and not who it says it is itself. */
@QuarkusTest
@WithTestResource(BehindProxies.class)
class ForwardedAddressTest {

    private static final String INNER_SAW = ", 203.0.113.9";

    @BeforeEach
    void forget() {
        Seed.update("DELETE FROM login_attempt");
    }

    // Failed logins are counted for the address they come from.
    private static void failToLogIn(String header, String value) {
        RestAssured.given()
                .header(header, value)
                .contentType(ContentType.JSON)
                .body("{\"username\":\"nobody\",\"password\":\"wrong\"}")
                .post("/api/v1/auth/tokens")
                .then()
                .statusCode(401);
    }

    private static List<String> addresses() {
        return Seed.query(String.class, "SELECT who FROM login_attempt WHERE who LIKE 'address:%' ORDER BY 1");
    }

    @Test
    void countsOneClientWhateverItSends() {
        for (String claimed : List.of("", "198.51.100.1, ", "198.51.100.2, 198.51.100.3, ", "127.0.0.1, ", "x, ")) {
            failToLogIn("X-Forwarded-For", claimed + "192.0.2.7" + INNER_SAW);
        }

        assertEquals(List.of("address:192.0.2.7"), addresses());
    }

    @Test
    void tellsClientsApart() {
        failToLogIn("X-Forwarded-For", "198.51.100.1, 192.0.2.7" + INNER_SAW);
        failToLogIn("X-Forwarded-For", "198.51.100.1, 192.0.2.8" + INNER_SAW);

        assertEquals(List.of("address:192.0.2.7", "address:192.0.2.8"), addresses());
    }

    @Test
    void takesNoHeaderThatProxiesDoNotSend() {
        failToLogIn("Forwarded", "for=198.51.100.1");

        assertEquals(1, addresses().size());
        assertEquals(-1, addresses().get(0).indexOf("198.51.100.1"));
    }
}
