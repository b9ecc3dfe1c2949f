package io.keysweep.sweep;

/**
 * What one step of planning did.
 *
 * @param slices how many slices it cut, 0 or more
 * @param complete whether the whole selection is cut now
 */
public record PlanStep(int slices, boolean complete) {}
