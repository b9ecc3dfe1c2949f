package io.keysweep.sweep;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The search for refused items, played without a database: it finds exactly them, and soon. */
class ChunkSizePropertyTest {

    /** What a run over the items came to. */
    private record Run(List<Integer> blamed, int statements) {}

    private static Run run(int items, int maximum, Set<Integer> refused) {
        List<Integer> blamed = new ArrayList<>();
        ChunkSize size = ChunkSize.full(maximum);
        int next = 0;
        int statements = 0;
        while (next < items && statements < 100_000) {
            statements++;
            int end = Math.min(items, next + size.current());
            int from = next;
            if (refused.stream().noneMatch(item -> item >= from && item < end)) {
                next = end;
                size = size.passed();
            } else if (size.single()) {
                blamed.add(next++);
                size = ChunkSize.full(size.maximum());
            } else {
                size = size.failed();
            }
        }
        return new Run(blamed, statements);
    }

    @Property
    void findsTheRefusedItemsAndBlamesNoOther(
            @ForAll @IntRange(min = 1, max = 300) int items,
            @ForAll @IntRange(min = 1, max = 64) int maximum,
            @ForAll @Size(max = 5) Set<@IntRange(max = 299) Integer> refused) {
        List<Integer> there =
                refused.stream().filter(item -> item < items).sorted().toList();

        assertThat(run(items, maximum, refused).blamed(), equalTo(there));
    }

    @Property
    void needsNoMoreStatementsThanABinarySearch(
            @ForAll @IntRange(min = 1, max = 1_000) int maximum, @ForAll @IntRange(max = 999) int refused) {
        int items = 1_000;
        int chunks = items / maximum + 1;
        int halvings = 32 - Integer.numberOfLeadingZeros(maximum);

        assertThat(run(items, maximum, Set.of(refused)).statements(), lessThanOrEqualTo(chunks + 1 + 2 * halvings));
    }

    @Property
    void staysBetweenOneAndTheMaximum(@ForAll @IntRange(min = 1, max = 64) int maximum, @ForAll List<Boolean> passes) {
        ChunkSize size = ChunkSize.full(maximum);
        for (boolean pass : passes) {
            size = pass ? size.passed() : size.failed();
            assertThat(size.current() >= 1 && size.current() <= maximum, is(true));
            assertThat(size.single(), is(size.current() == 1));
        }
    }

    @Property
    void startsSmallerAfterEachFailureAndIsFullAgainAfterThatMuchPassed(
            @ForAll @IntRange(max = 1_000) int failures, @ForAll @IntRange(min = 1, max = 10_000) int maximum) {
        ChunkSize size = ChunkSize.after(failures, maximum);

        assertThat(size.current(), is(Math.max(1, failures > 30 ? 1 : maximum >> failures)));
        for (int passes = 0; passes < 30; passes++) {
            size = size.passed();
        }
        assertThat(size, equalTo(ChunkSize.full(maximum)));
    }

    @Example
    void halvesWhatIsSuspectAndIsFullAgainWhenAllOfItPassed() {
        ChunkSize size = ChunkSize.full(9);
        assertThat(size.current(), is(9));
        assertThat(size.failed().current(), is(4));
        assertThat(size.failed().passed(), equalTo(new ChunkSize(9, 5)));
        assertThat(size.failed().passed().passed(), equalTo(new ChunkSize(9, 3)));
        assertThat(size.failed().failed().passed().passed().passed(), equalTo(ChunkSize.full(9)));
    }

    @Example
    void refusesWhatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> new ChunkSize(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new ChunkSize(1, -1));
        assertThrows(IllegalArgumentException.class, () -> new ChunkSize(1, 2));
    }
}
