package io.keysweep.auth;

import static io.keysweep.auth.Login.TOKENS;
import static io.keysweep.auth.Login.credentials;
import static io.keysweep.auth.Login.logIn;
import static io.keysweep.auth.Login.post;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.keysweep.http.UnavailableException;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While no token can be signed (the wrapping key is away) nothing is changed that a client would have to be told of. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class UnsignedTokensTest {

    @Inject
    AuthConfig config;

    @Inject
    SigningKeys keys;

    private volatile boolean away;

    private final class SometimesAway extends LocalTokens {

        SometimesAway() {
            super(config, keys);
        }

        @Override
        Uni<String> issue(LocalUser user, UUID session) {
            return away
                    ? Uni.createFrom().failure(new UnavailableException("the wrapping key is away"))
                    : super.issue(user, session);
        }
    }

    @BeforeEach
    void takeTheSigningKey() {
        QuarkusMock.installMockForType(new SometimesAway(), LocalTokens.class);
    }

    private static Response renew(String token) {
        return post(
                TOKENS,
                new JsonObject()
                        .put("grant_type", "refresh_token")
                        .put("refresh_token", token)
                        .put("renew_refresh_token", true)
                        .encode());
    }

    @Test
    void aRenewalThatFailsLeavesTheTokenThatTheClientHas() {
        String token = logIn().getString("refresh_token");
        away = true;
        renew(token).then().statusCode(503);
        away = false;

        String renewed = renew(token).then().statusCode(200).extract().path("refresh_token");
        renew(renewed).then().statusCode(200);
    }

    @Test
    void aLoginThatFailsLeavesNoSession() {
        List<Long> before = sessions();
        away = true;
        post(TOKENS, credentials().encode()).then().statusCode(503);
        away = false;

        assertEquals(before, sessions());
    }

    private static List<Long> sessions() {
        return Seed.query(Long.class, "SELECT count(*) FROM refresh_token");
    }
}
