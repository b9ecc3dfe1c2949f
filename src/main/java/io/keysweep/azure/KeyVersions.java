package io.keysweep.azure;

import java.util.Objects;

/**
 * The versions of a key.
 *
 * @param count how many there are, 1 or more
 * @param newest the one that was made last; null where several were within the same second, which is all that Azure tells
 */
public record KeyVersions(int count, String newest) {

    /** With versions of a further page or place, each of them with when it was made, in seconds. */
    record Walk(long count, long newestAt, String newest) {

        static final Walk BEGIN = new Walk(0, Long.MIN_VALUE, null);

        Walk with(String version, long madeAt) {
            if (madeAt == newestAt) {
                return new Walk(count + 1, newestAt, null);
            }
            return madeAt < newestAt
                    ? new Walk(count + 1, newestAt, newest)
                    : new Walk(count + 1, madeAt, Objects.requireNonNull(version));
        }

        KeyVersions end() {
            return new KeyVersions(Math.toIntExact(count), newest);
        }
    }
}
