package io.keysweep.azure;

import java.util.Objects;

/**
 * The versions of a key.
 *
 * @param count how many there are, 1 or more
 * @param oldestAt when the first one was made, in seconds; a key that was on record with an older one is another key
 * @param newest the one that was made last; null where several were within the same second, which is all that Azure tells
 */
public record KeyVersions(int count, long oldestAt, String newest) {

    /** With versions of a further page or place, each of them with when it was made, in seconds. */
    record Walk(long count, long oldestAt, long newestAt, String newest) {

        static final Walk BEGIN = new Walk(0, Long.MAX_VALUE, Long.MIN_VALUE, null);

        Walk with(String version, long madeAt) {
            long oldest = Math.min(oldestAt, madeAt);
            if (madeAt == newestAt) {
                return new Walk(count + 1, oldest, newestAt, null);
            }
            return madeAt < newestAt
                    ? new Walk(count + 1, oldest, newestAt, newest)
                    : new Walk(count + 1, oldest, madeAt, Objects.requireNonNull(version));
        }

        KeyVersions end() {
            return new KeyVersions(Math.toIntExact(count), oldestAt, newest);
        }
    }
}
