package io.keysweep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashPropertyTest {

    @Provide
    Arbitrary<String> passwords() {
        return Arbitraries.strings().all().ofMaxLength(40);
    }

    @Property(tries = 200)
    void matchesThePasswordThatWasHashed(
            @ForAll("passwords") String password, @ForAll @IntRange(min = 1, max = 50) int rounds) {
        assertTrue(PasswordHash.matches(password, PasswordHash.of(password, rounds)));
    }

    // A key of HMAC is padded with zeros, so passwords that differ in zeros at their end only are one to PBKDF2.
    @Property(tries = 200)
    void matchesNoOther(@ForAll("passwords") String password, @ForAll("passwords") String other) {
        Assume.that(!password.equals(other) && !password.endsWith("\0") && !other.endsWith("\0"));

        assertFalse(PasswordHash.matches(other, PasswordHash.of(password, 2)));
    }

    @Property(tries = 50)
    void saltsEachHash(@ForAll("passwords") String password) {
        assertNotEquals(PasswordHash.of(password, 2), PasswordHash.of(password, 2));
    }

    @Property(tries = 50)
    void saysHowItWasMadeAndNotOfWhat(@ForAll @IntRange(min = 1, max = 99) int rounds) {
        String[] parts = PasswordHash.of("correct horse", rounds).split("\\$");

        assertEquals("pbkdf2-sha512", parts[0]);
        assertEquals(Integer.toString(rounds), parts[1]);
        assertEquals(4, parts.length);
    }

    @Property
    void isFalseForWhatIsNoHash(@ForAll String hash) {
        assertFalse(PasswordHash.matches("x", hash));
    }

    @Property
    void isFalseForHashesWithAWrongPart(@ForAll @IntRange(max = 3) int part, @ForAll String wrong) {
        String[] parts = PasswordHash.of("x", 2).split("\\$");
        Assume.that(!wrong.equals(parts[part]));
        // More rounds take longer than a test has.
        Assume.that(part != 1 || !wrong.matches("[0-9]+"));
        parts[part] = wrong;

        assertFalse(PasswordHash.matches("x", String.join("$", parts)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+2", "02", "-2", " 2", "0", "\u0662", "\uff12", "99999999999", "2147483648"})
    void isFalseForRoundsThatItWouldNotHaveWritten(String rounds) {
        String hash = PasswordHash.of("x", 2).replace("$2$", "$" + rounds + "$");

        assertEquals(0, PasswordHash.rounds(hash));
        assertFalse(PasswordHash.matches("x", hash));
    }
}
