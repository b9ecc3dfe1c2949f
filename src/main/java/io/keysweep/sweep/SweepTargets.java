package io.keysweep.sweep;

import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The targets that this version knows, by operation. What it does not know it never claims: a newer replica will. */
@Singleton
class SweepTargets {

    private final Map<String, SweepTarget> byOperation;
    private final Map<Lane, List<String>> operationsByLane;

    SweepTargets(@All List<SweepTarget> targets) {
        byOperation = targets.stream()
                .collect(Collectors.toUnmodifiableMap(target -> target.terms().operation(), Function.identity()));
        operationsByLane = targets.stream()
                .map(SweepTarget::terms)
                .collect(Collectors.groupingBy(
                        SweepTerms::lane, Collectors.mapping(SweepTerms::operation, Collectors.toUnmodifiableList())));
    }

    SweepTarget of(JobLease lease) {
        return of(lease.operation());
    }

    SweepTarget of(SliceLease lease) {
        return of(lease.operation());
    }

    SweepTarget of(String operation) {
        return byOperation.get(operation);
    }

    /** All operations there are. */
    String[] operations() {
        return byOperation.keySet().toArray(String[]::new);
    }

    /** On what terms each of them is worked on. */
    List<SweepTerms> terms() {
        return byOperation.values().stream().map(SweepTarget::terms).toList();
    }

    /** The operations of the lane. */
    String[] operations(Lane lane) {
        return operationsByLane.get(lane).toArray(String[]::new);
    }

    /** The lanes, each once. */
    List<Lane> lanes() {
        return List.copyOf(operationsByLane.keySet());
    }
}
