package io.keysweep.auth;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.Eventually;
import io.keysweep.support.LoggedRecords;
import io.keysweep.support.OwnIssuer;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.keysweep.support.TestIssuer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the log says of a token that was refused: that, from where and why, and nothing of the token itself. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class TokenLogTest {

    private static final Logger ROOT = Logger.getLogger("");
    private static final String MARK = "mark-of-the-forger";

    private final LoggedRecords logged = LoggedRecords.of("");

    @AfterEach
    void stop() {
        logged.close();
    }

    private static List<String> attacks() {
        String account = Seed.account();
        JsonObject claims = TestIssuer.claims(account, MARK, List.of("admin"))
                .put("iss", MARK)
                .put("aud", MARK);
        OwnIssuer stranger = new OwnIssuer(MARK, Forger.ec());
        JsonObject ours = OwnIssuer.claims(account, MARK, List.of(MARK));
        return List.of(
                TestIssuer.sign(claims),
                TestIssuer.sign(
                        TestIssuer.claims(account, MARK, List.of("admin")).put("exp", 1)),
                TestIssuer.sign(TestIssuer.claims(MARK + "/../", MARK, List.of("admin"))),
                TestIssuer.sign(new JsonObject().put("alg", "RS256").put("kid", MARK), claims),
                stranger.sign(ours),
                MARK + "." + MARK + "." + MARK);
    }

    @Test
    void recordsARefusalWithoutTheToken() {
        for (String token : attacks()) {
            // So many lines a second and no more are written, and other tests have used that up perhaps.
            Eventually.within(Duration.ofSeconds(20), "the refusal is on record", () -> {
                logged.clear();
                TokenAnswers.assertRefused(token);
                return logged.lines().stream()
                        .anyMatch(line -> line.contains("token refused address=127.0.0.1 reason="));
            });
            String written = String.join("\n", logged.lines());
            for (String part : token.split("\\.")) {
                assertFalse(written.contains(part), written);
            }
            assertFalse(written.contains(MARK), written);
        }
        assertTrue(ROOT.getHandlers().length > 0);
    }
}
