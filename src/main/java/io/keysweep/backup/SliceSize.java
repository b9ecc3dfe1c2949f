package io.keysweep.backup;

/**
 * How many backups the next slice of a job takes. The first ones are small, and double each time that a replica has had as
 * many as it works on together, until they are full: so a selection of a few chunks is shared like a large one, and a large
 * one has few slices all the same.
 */
final class SliceSize {

    // Of any first slice this makes a full one.
    private static final int MOST_DOUBLINGS = 20;

    private SliceSize() {}

    /**
     * @param slices how many slices the job has
     * @param together how many of them a replica works on at the same time, 1 or more
     * @param first backups in the first slice, 1 or more
     * @param full backups in a full slice, 1 or more
     * @return 1 to {@code full}
     */
    static int after(int slices, int together, int first, int full) {
        long grown = (long) first << Math.min(slices / together, MOST_DOUBLINGS);
        return (int) Math.min(grown, full);
    }
}
