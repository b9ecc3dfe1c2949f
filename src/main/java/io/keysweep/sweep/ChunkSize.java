package io.keysweep.sweep;

/**
 * How many items the next chunk takes: a binary search for the item that the database refuses. A chunk that fails makes
 * its items suspect, and half of them are tried; one that passes clears them. One item that fails alone is the one.
 *
 * @param maximum the configured size, taken while nothing is suspect
 * @param suspect how many of the next items hold the one that is refused, 0 for none
 */
record ChunkSize(int maximum, int suspect) {

    ChunkSize {
        if (maximum < 1 || suspect < 0 || suspect > maximum) {
            throw new IllegalArgumentException(suspect + " of " + maximum);
        }
    }

    static ChunkSize full(int maximum) {
        return new ChunkSize(maximum, 0);
    }

    /**
     * After failures in a row of which nobody knows what they were about: a statement that no answer came to, or that waited
     * for a lock in vain. Less is tried each time, and all of it again once that went well.
     */
    static ChunkSize after(int failures, int maximum) {
        ChunkSize size = full(maximum);
        for (int i = 0; i < failures && !size.single(); i++) {
            size = size.failed();
        }
        return size;
    }

    /** 1 to {@link #maximum}. */
    int current() {
        return suspect == 0 ? maximum : Math.max(1, suspect / 2);
    }

    boolean single() {
        return current() == 1;
    }

    ChunkSize failed() {
        return new ChunkSize(maximum, current());
    }

    ChunkSize passed() {
        return new ChunkSize(maximum, Math.max(0, suspect - current()));
    }
}
