package io.keysweep.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeBoundTest {

    @ParameterizedTest
    @CsvSource({
        "2024-01-31, 2024-01-31T00:00:00Z",
        "2024-01-31T12:00:00Z, 2024-01-31T12:00:00Z",
        "2024-01-31t12:00:00z, 2024-01-31T12:00:00Z",
        "2024-01-31T12:00:00.5+02:00, 2024-01-31T10:00:00.5Z",
        "2024-01-31T12:00:00-00:00, 2024-01-31T12:00:00Z",
        "2024-02-29T23:59:59.999999Z, 2024-02-29T23:59:59.999999Z",
        "0000-01-01, 0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z"
    })
    void readsTimesAndDates(String text, Instant expected) {
        assertEquals(expected, TimeBound.after("f", text));
        assertEquals(expected, TimeBound.before("f", text));
    }

    @Test
    void movesFinerBoundsToTheMicrosecondThatSelectsTheSame() {
        Instant whole = Instant.parse("2024-01-31T12:00:00.123456Z");

        for (String text : new String[] {
            "2024-01-31T12:00:00.1234561Z",
            "2024-01-31T12:00:00.123456999999Z",
            "2024-01-31T12:00:00.12345600000000001Z"
        }) {
            assertEquals(whole, TimeBound.after("f", text));
            assertEquals(whole.plus(1, ChronoUnit.MICROS), TimeBound.before("f", text));
        }
        assertEquals(whole, TimeBound.before("f", "2024-01-31T12:00:00.123456000000Z"));
        assertEquals(Instant.parse("+10000-01-01T00:00:00Z"), TimeBound.before("f", "9999-12-31T23:59:59.9999999Z"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "now",
                "yesterday",
                "1706702400",
                "infinity",
                "2024-01-31T12:00:00",
                "2024-01-31T12:00Z",
                "2024-01-31 12:00:00Z",
                "2024-01-31T12:00:00 02:00",
                "2024-01-31T12:00:00+0200",
                "2024-01-31T12:00:00+19:00",
                "2024-01-31T12:00:00.Z",
                "2024-01-31T24:00:00Z",
                "2024-01-31T12:60:00Z",
                "2024-02-30",
                "2023-02-29",
                "2024-13-01",
                "2024-1-1",
                "+300000-01-01T00:00:00Z",
                "-0001-01-01T00:00:00Z",
                "12024-01-31",
                "2024-01-31Z",
                "2024-01-31T12:00:00Z ",
                "2024-01-31\n",
                "\u0662\u0660\u0662\u0664-01-31"
            })
    void refusesAnythingElseAndNamesTheField(String text) {
        String after = assertThrows(BadRequestException.class, () -> TimeBound.after("created_after", text))
                .getMessage();
        String before = assertThrows(BadRequestException.class, () -> TimeBound.before("created_before", text))
                .getMessage();

        assertTrue(after.startsWith("created_after: "), after);
        assertTrue(before.startsWith("created_before: "), before);
    }
}
