package io.keysweep.fuzz;

import java.util.Random;

/** The seed of a run, which every fuzz test logs. */
final class Seeds {

    private static final String PROPERTY = "fuzz.seed";

    private Seeds() {}

    /** What {@code -Dfuzz.seed=} says, or another one each time. */
    static int ofRun() {
        String given = System.getProperty(PROPERTY, "");
        return given.isBlank() ? new Random().nextInt(Integer.MAX_VALUE) : Integer.parseInt(given);
    }
}
