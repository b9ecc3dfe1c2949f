package io.keysweep.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TextsTest {

    private static void refused(String message, Supplier<?> check) {
        assertEquals(
                message, assertThrows(BadRequestException.class, check::get).getMessage());
    }

    @Test
    void countsCharactersAsTheContractDoes() {
        String faces = "\ud83d\ude00".repeat(5);

        assertEquals(faces, Texts.checked("name", faces, 5));
        refused("name: must have at most 4 characters, has 5", () -> Texts.checked("name", faces, 4));
        assertNull(Texts.checked("name", null, 4));
    }

    @Test
    void refusesWhatTheDatabaseHasNot() {
        String message = "f: must not contain the character U+0000";

        refused(message, () -> Texts.checked("f", "a\0", 5));
        refused(message, () -> Texts.anyOf("f", List.of("a", "\0")));
        refused(message, () -> Texts.checked("f", Map.of("a", Map.of("\0", 1))));
    }

    @Test
    void boundsMapsInBytes() {
        int overhead = "{a=}".length();

        Texts.checked("f", Map.of("a", "x".repeat(Texts.MAP_MAXIMUM - overhead)));
        refused(
                "f: must take at most 16384 bytes, takes 20004",
                () -> Texts.checked("f", Map.of("a", "\u20ac".repeat(20_000 / 3) + "xx")));
    }

    @Test
    void searchesForAnythingIfNothingIsGiven() {
        assertNull(Texts.anyOf("f", null));
        assertNull(Texts.anyOf("f", List.of()));
        assertArrayEquals(new String[] {"a"}, Texts.anyOf("f", List.of("a")));
    }
}
