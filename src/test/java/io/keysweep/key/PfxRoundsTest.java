package io.keysweep.key;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.http.BadRequestException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a PKCS #12 would cost is known before any of it is spent. */
class PfxRoundsTest {

    private static final String SALT = TestKeys.tlv("04", "00112233");
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String sequence(String content) {
        return TestKeys.tlv("30", content);
    }

    private static String rounds(int count) {
        return sequence(SALT + TestKeys.tlv("02", "%08x".formatted(count)));
    }

    // Encrypted content by PBE with SHA-1 and 3DES, and nothing in it, once and again.
    private static String pfxOfParts(int parts, int rounds) {
        String algorithm = sequence("060a2a864886f70d010c0103" + rounds(rounds));
        String encrypted = sequence("06092a864886f70d010701" + algorithm + TestKeys.tlv("80", "00".repeat(8)));
        String part = sequence("06092a864886f70d010706" + TestKeys.tlv("a0", sequence("020100" + encrypted)));
        String safe = TestKeys.tlv("04", sequence(part.repeat(parts)));
        return sequence("020103" + sequence("06092a864886f70d010701" + TestKeys.tlv("a0", safe)));
    }

    @ParameterizedTest
    @CsvSource({
        "10000, 10000, 10000, 30000",
        "70000, 20, 3, 70023",
    })
    void countsTheRoundsOfTheKeyTheCertificateAndTheMac(int key, int certificate, int mac, long all) {
        byte[] pfx = Base64.getDecoder().decode(TestKeys.pfx("secret-1", key, certificate, mac));

        assertEquals(all, PfxRounds.in(pfx));
    }

    @Test
    void countsPartsThatAreRepeated() {
        assertEquals(100 * 5_000_000L, PfxRounds.in(bytes(pfxOfParts(100, 5_000_000))));
    }

    @Test
    void countsWhatOtherToolsWriteInPiecesOrWithoutLengths() {
        String whole = sequence(rounds(7) + rounds(8));
        String pieces = TestKeys.tlv(
                "24",
                TestKeys.tlv("04", whole.substring(0, 10)) + "0403" + whole.substring(10, 16)
                        + TestKeys.tlv("04", whole.substring(16)));

        assertEquals(15, PfxRounds.in(bytes(whole)));
        assertEquals(15, PfxRounds.in(bytes(pieces)));
        assertEquals(15, PfxRounds.in(bytes("2480" + pieces + "0000")));
        assertEquals(15, PfxRounds.in(bytes("3080" + rounds(7) + "30802480" + SALT + "00000201080000" + "0000")));
    }

    @Test
    void takesNoNumberForSmall() {
        assertEquals(
                Integer.MAX_VALUE, PfxRounds.in(bytes(sequence(SALT + TestKeys.tlv("02", "01" + "00".repeat(20))))));
        assertEquals(1, PfxRounds.in(bytes(sequence(SALT + "0201ff"))));
        String deep = rounds(1);
        for (int i = 0; i < 100; i++) {
            deep = TestKeys.tlv(i % 2 == 0 ? "04" : "30", deep);
        }
        assertEquals(Long.MAX_VALUE, PfxRounds.in(bytes(deep)));
    }

    @Test
    void refusesManyRoundsBeforeItDoesAny() {
        String many = Base64.getEncoder().encodeToString(bytes(pfxOfParts(100, 5_000_000)));

        BadRequestException refused = assertTimeout(
                AT_ONCE, () -> assertThrows(BadRequestException.class, () -> KeyMaterial.ofPfx(many, "secret-1")));

        assertTrue(refused.getMessage().startsWith("pfx: takes 500000000 rounds"), refused.getMessage());
    }

    @Test
    void readsAsManyAsToolsWrite() {
        String pfx = TestKeys.pfx("secret-1", 600_000, 600_000, 600_000);

        assertDoesNotThrow(() -> KeyMaterial.ofPfx(pfx, "secret-1"));
    }
}
