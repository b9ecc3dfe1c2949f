package io.keysweep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.keysweep.http.UnauthorizedException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CallerClaimsPropertyTest {

    private static final CallerClaims ENTRA =
            new CallerClaims(ClaimPath.of("tid"), Optional.of("fallback"), ClaimPath.of("roles"));

    @Provide
    Arbitrary<String> accounts() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .withCharRange('0', '9')
                .withChars("._-")
                .ofMinLength(1)
                .ofMaxLength(64);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .ascii()
                .ofMinLength(1)
                .ofMaxLength(30)
                .filter(text -> !text.isBlank() && text.indexOf('\0') < 0);
    }

    @Property
    void tellsTheCallerFromTheClaims(
            @ForAll("accounts") String account,
            @ForAll("texts") String subject,
            @ForAll Set<@From("texts") String> groups) {
        JsonObject claims = new JsonObject()
                .put("sub", subject)
                .put("acc", account)
                .put("cust", new JsonObject().put("groups", new JsonArray(List.copyOf(groups))));

        assertEquals(new Caller(subject, subject, account, groups), CallerClaims.OF_OUR_OWN.caller(claims));
    }

    @Property
    void takesNoAccountThatCouldBreakAnAddress(@ForAll String account) {
        boolean valid = account.matches("[A-Za-z0-9._-]{1,64}");
        JsonObject claims = new JsonObject().put("sub", "s").put("acc", account);

        assertEquals(valid, CallerClaims.validAccount(account));
        if (!valid) {
            assertThrows(UnauthorizedException.class, () -> CallerClaims.OF_OUR_OWN.caller(claims));
        }
    }

    @Example
    void takesTheDefaultAccountOnlyIfNoneIsNamed() {
        assertEquals("fallback", ENTRA.caller(new JsonObject().put("sub", "s")).account());
        assertEquals(
                "contoso",
                ENTRA.caller(new JsonObject().put("sub", "s").put("tid", "contoso"))
                        .account());
        assertThrows(
                UnauthorizedException.class,
                () -> ENTRA.caller(new JsonObject().put("sub", "s").put("tid", "a/b")));
        assertThrows(
                UnauthorizedException.class, () -> CallerClaims.OF_OUR_OWN.caller(new JsonObject().put("sub", "s")));
    }

    @Example
    void namesTheCallerByItsUsernameIfItHasOne() {
        JsonObject claims = new JsonObject().put("sub", "s").put("preferred_username", "ann");

        assertEquals("ann", ENTRA.caller(claims).username());
    }

    @Example
    void passesOverNamesThatTheDatabaseCannotHold() {
        JsonObject claims = new JsonObject()
                .put("sub", "s")
                .put("preferred_username", "a\0")
                .put("roles", new JsonArray().add("admin\0").add("admin"));

        assertEquals(new Caller("s", "s", "fallback", Set.of("admin")), ENTRA.caller(claims));
        assertThrows(UnauthorizedException.class, () -> ENTRA.caller(new JsonObject().put("sub", "s\0")));
    }
}
