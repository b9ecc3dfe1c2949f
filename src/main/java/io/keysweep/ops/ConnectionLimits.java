package io.keysweep.ops;

import java.util.stream.IntStream;

/**
 * How many connections may be open at the same time.
 *
 * @param server the server's {@code max_connections} less what it reserves
 * @param role the limit of our role; negative for none
 * @param database the limit of our database; negative for none
 */
record ConnectionLimits(int server, int role, int database) {

    /** The least of them. */
    int least() {
        return IntStream.of(server, role, database)
                .filter(limit -> limit >= 0)
                .min()
                .orElse(server);
    }
}
