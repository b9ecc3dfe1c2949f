package io.keysweep.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Medians, percentiles, medians of ratios. */
final class Numbers {

    private Numbers() {}

    static double median(double... values) {
        return percentile(0.5, values);
    }

    /** The smallest value that so large a share of them does not exceed; between the middle two for a median of an even number. */
    static double percentile(double share, double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        if (share == 0.5 && sorted.length % 2 == 0) {
            return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
        }
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    /** The median of the ratios of pairs. */
    static double ratio(List<Run> ours, List<Run> baseline, ToDoubleFunction<Run> value) {
        return median(IntStream.range(0, ours.size())
                .mapToDouble(i -> value.applyAsDouble(ours.get(i)) / value.applyAsDouble(baseline.get(i)))
                .toArray());
    }
}
