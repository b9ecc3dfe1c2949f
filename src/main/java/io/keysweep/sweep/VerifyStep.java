package io.keysweep.sweep;

/**
 * What one step of the verify pass found.
 *
 * @param stragglers items of the selection that are still there, cut into a slice; 0 for none
 * @param complete whether the whole selection has been looked at now
 */
public record VerifyStep(int stragglers, boolean complete) {

    /** Whether another step should follow. */
    boolean goOn() {
        return stragglers == 0 && !complete;
    }
}
