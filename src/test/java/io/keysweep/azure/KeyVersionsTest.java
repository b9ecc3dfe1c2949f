package io.keysweep.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Which version is the newest, in lists that are in no order. */
class KeyVersionsTest {

    @Test
    void theNewestIsTheOneThatWasMadeLast() {
        assertEquals(
                new KeyVersions(3, 10, "b"),
                KeyVersions.Walk.BEGIN.with("a", 10).with("b", 12).with("c", 11).end());
    }

    @Test
    void ofSeveralWithinASecondNoneIs() {
        assertEquals(
                new KeyVersions(3, 10, null),
                KeyVersions.Walk.BEGIN.with("a", 10).with("b", 12).with("c", 12).end());
        assertEquals(
                new KeyVersions(3, 10, "c"),
                KeyVersions.Walk.BEGIN.with("a", 10).with("b", 10).with("c", 12).end());
    }

    @Test
    void oneOfWhichAzureDoesNotTellTheTimeIsNotTheNewest() {
        assertEquals(
                new KeyVersions(1, Long.MIN_VALUE, null),
                KeyVersions.Walk.BEGIN.with("a", Long.MIN_VALUE).end());
    }
}
