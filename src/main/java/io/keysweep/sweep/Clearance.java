package io.keysweep.sweep;

import io.smallrye.mutiny.Uni;

/** Whether the engine may work: not before the database has the schema that its statements are written for. */
public interface Clearance {

    /** Asked at each look for work; true once is true for good. Fails if the database does not answer. */
    Uni<Boolean> given();
}
