package io.keysweep.schedule;

import java.util.List;

/**
 * What a run is to bring about, and what it leaves out.
 *
 * @param leftOut what the schedule names and is not there any more, or not clear; empty if no job is possible
 */
record RunOrder(JobOrder order, List<String> leftOut) {

    RunOrder {
        leftOut = order instanceof JobOrder.Impossible ? List.of() : List.copyOf(leftOut);
    }

    static RunOrder impossible(String error) {
        return new RunOrder(new JobOrder.Impossible(error), List.of());
    }
}
