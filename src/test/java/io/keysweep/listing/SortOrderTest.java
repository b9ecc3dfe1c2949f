package io.keysweep.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.keysweep.http.BadRequestException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a list may be sorted by. */
class SortOrderTest {

    private static final Map<String, String> PROPERTIES = Map.of("name", "k.name", "createdAt", "k.createdAt");

    @Test
    void namesEachPropertyOnceAndTheIdLast() {
        assertEquals(
                "k.name asc, k.createdAt desc, k.id desc",
                SortOrder.parse("name, -createdAt", PROPERTIES, "k.id").hql());
    }

    // There would be no end of different queries.
    @ParameterizedTest
    @ValueSource(strings = {"name,name", "name,-name", "-name,createdAt, name"})
    void refusesAPropertyThatIsNamedTwice(String text) {
        BadRequestException refusal =
                assertThrows(BadRequestException.class, () -> SortOrder.parse(text, PROPERTIES, "k.id"));
        assertEquals("sort: names name twice; name each property once", refusal.getMessage());
    }
}
