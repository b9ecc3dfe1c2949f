package io.keysweep.ops;

import java.time.Duration;
import java.util.List;

/** Finds settings of a feature that are out of their ranges. */
public final class SettingRanges {

    private final String prefix;
    private final List<String> problems;

    /**
     * For the settings of a feature.
     *
     * @param prefix of their names, with the dot
     * @param problems takes a line for each that is out of its range
     */
    public SettingRanges(String prefix, List<String> problems) {
        this.prefix = prefix;
        this.problems = problems;
    }

    /** Holds a number to its range, both ends of which belong to it. */
    public void range(String name, int value, int least, int most) {
        if (value < least || value > most) {
            problems.add(prefix + name + " must be " + least + " to " + most + ", is " + value);
        }
    }

    /** Holds a time to its range, both ends of which belong to it. */
    public void range(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            problems.add(prefix + name + " must be " + least + " to " + most + ", is " + value);
        }
    }

    /** Holds a time to its minimum. */
    public void atLeast(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            problems.add(prefix + name + " must be at least " + least + ", is " + value);
        }
    }
}
