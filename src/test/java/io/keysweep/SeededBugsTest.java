package io.keysweep;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The seeded bugs of {@code src/test/mutants} still fit the code that they are put into, and name tests that there are. That
 * the tests catch each of them is shown by {@code .ci/seeded-bugs}, which takes a while.
 */
class SeededBugsTest {

    private static final Path PATCHES = Path.of("src", "test", "mutants");
    private static final Path TESTS = Path.of("src", "test", "java");

    static Stream<Path> patches() throws IOException {
        try (Stream<Path> files = Files.list(PATCHES)) {
            return files.sorted().toList().stream();
        }
    }

    @Test
    void thereAreEnough() throws IOException {
        assertThat(patches().count(), greaterThanOrEqualTo(20L));
    }

    @ParameterizedTest
    @MethodSource("patches")
    void eachStillApplies(Path patch) throws IOException {
        String file = null;
        for (List<String> part : parts(Files.readAllLines(patch))) {
            String first = part.get(0);
            if (first.startsWith("+++ b/")) {
                file = Files.readString(Path.of(first.substring("+++ b/".length())));
            } else if (first.startsWith("@@")) {
                String before = text(part, '-');
                assertThat(patch + " fits the code: " + before, file != null && file.contains(before), is(true));
                assertThat(patch + " changes something", before.equals(text(part, '+')), is(false));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("patches")
    void eachNamesTestsThatThereAre(Path patch) throws IOException {
        List<String> lines = Files.readAllLines(patch);
        assertThat(patch + " says which bug it is", lines.get(0).isBlank(), is(false));
        for (String test : lines.get(1).replace("Tests: ", "").split(", *")) {
            try (Stream<Path> files = Files.walk(TESTS)) {
                assertThat(patch + " names " + test, files.anyMatch(path -> path.endsWith(test + ".java")), is(true));
            }
        }
    }

    // Each header line and each hunk, with the lines that belong to it.
    private static List<List<String>> parts(List<String> lines) {
        List<List<String>> parts = new ArrayList<>();
        for (String line : lines) {
            if (parts.isEmpty() || line.startsWith("@@") || line.startsWith("+++ ") || line.startsWith("--- ")) {
                parts.add(new ArrayList<>());
            }
            parts.get(parts.size() - 1).add(line);
        }
        return parts;
    }

    // The hunk's lines on one side, as they stand in the file.
    private static String text(List<String> hunk, char side) {
        StringBuilder text = new StringBuilder();
        for (String line : hunk.subList(1, hunk.size())) {
            if (!line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == side)) {
                text.append(line.substring(1)).append('\n');
            }
        }
        return text.toString();
    }
}
