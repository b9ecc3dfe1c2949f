package io.keysweep.backup;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A job's slices: small ones first, and soon full ones. */
class SliceSizePropertyTest {

    @Property
    void isNeverLessThanOneNorMoreThanAFullSliceAndNeverShrinks(
            @ForAll @IntRange(max = Integer.MAX_VALUE - 1) int slices,
            @ForAll @IntRange(min = 1, max = 64) int together,
            @ForAll @IntRange(min = 1, max = 1_000_000) int first,
            @ForAll @IntRange(min = 1, max = 1_000_000) int full) {
        int size = SliceSize.after(slices, together, first, full);

        assertThat(size, is(both(greaterThanOrEqualTo(1)).and(lessThanOrEqualTo(full))));
        assertThat(size, is(greaterThanOrEqualTo(Math.min(first, full))));
        assertThat(SliceSize.after(slices + 1, together, first, full), is(greaterThanOrEqualTo(size)));
    }

    @Property
    void isFullAfterTwentyDoublingsAtTheMost(
            @ForAll @IntRange(min = 1, max = 64) int together,
            @ForAll @IntRange(min = 1, max = 1_000_000) int first,
            @ForAll @IntRange(min = 1, max = 1_000_000) int full) {
        assertThat(SliceSize.after(20 * together, together, first, full), is(full));
    }

    @Example
    void growsWithEachRound() {
        assertThat(SliceSize.after(0, 4, 2_500, 20_000), is(2_500));
        assertThat(SliceSize.after(3, 4, 2_500, 20_000), is(2_500));
        assertThat(SliceSize.after(4, 4, 2_500, 20_000), is(5_000));
        assertThat(SliceSize.after(11, 4, 2_500, 20_000), is(10_000));
        assertThat(SliceSize.after(12, 4, 2_500, 20_000), is(20_000));
    }
}
