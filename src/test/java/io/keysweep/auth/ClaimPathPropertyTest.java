package io.keysweep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class ClaimPathPropertyTest {

    @Provide
    Arbitrary<String> name() {
        return Arbitraries.strings().alpha().withChars("/:._-").ofMinLength(1).ofMaxLength(12);
    }

    private static String written(List<String> names) {
        return names.stream()
                .map(name -> name.contains("/") ? '"' + name + '"' : name)
                .collect(Collectors.joining("/"));
    }

    private static JsonObject nested(List<String> names, Object value) {
        Object inner = value;
        for (int i = names.size() - 1; i >= 0; i--) {
            inner = new JsonObject().put(names.get(i), inner);
        }
        return (JsonObject) inner;
    }

    @Property
    void readsTheNamesThatWereWritten(@ForAll @Size(min = 1, max = 4) List<@From("name") String> names) {
        ClaimPath path = ClaimPath.of(written(names));

        assertEquals(names, path.names());
        assertTrue(path.valid());
    }

    @Property
    void findsWhatLiesThere(
            @ForAll @Size(min = 1, max = 4) List<@From("name") String> names,
            @ForAll @Size(max = 5) Set<String> values) {
        ClaimPath path = ClaimPath.of(written(names));

        assertEquals(values, path.texts(nested(names, new JsonArray(List.copyOf(values)))));
        assertEquals(Set.of(), path.texts(new JsonObject()));
        assertEquals(Optional.of("v"), path.text(nested(names, "v")));
    }

    @Property
    void neverFailsWhateverTheTextIs(@ForAll String text) {
        ClaimPath path = ClaimPath.of(text);

        assertEquals(Optional.empty(), path.text(new JsonObject()));
        assertEquals(Set.of(), path.texts(new JsonObject()));
    }

    @Example
    void isNotValidWithANameMissing() {
        for (String text : List.of("", " ", "/", "a/", "/a", "a//b", "\"\"", "a/\"\"")) {
            assertFalse(ClaimPath.of(text).valid(), text);
        }
    }

    @Example
    void takesOnlyTextsFromAnArray() {
        JsonArray mixed = new JsonArray().add("a").add(1).addNull().add(true).add(new JsonArray().add("b"));

        assertEquals(Set.of("a"), ClaimPath.of("g").texts(new JsonObject().put("g", mixed)));
    }
}
