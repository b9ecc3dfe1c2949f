package io.keysweep.sweep;

import java.util.Objects;

/**
 * What the work of some operations has in common: what it waits for. Each replica bounds the slices in hand lane by lane, so
 * that those that wait for somebody else's service never keep those of the database out, nor the other way round.
 *
 * @param name for people
 * @param slicesPerReplica slices of the lane that a replica works on at the same time, 1 or more
 */
public record Lane(String name, int slicesPerReplica) {

    public Lane {
        Objects.requireNonNull(name);
        if (slicesPerReplica < 1) {
            throw new IllegalArgumentException(slicesPerReplica + " slices in lane " + name);
        }
    }
}
