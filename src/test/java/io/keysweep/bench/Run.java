package io.keysweep.bench;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** One measured deletion: wall time, CPU time of the server and of the service, WAL. */
record Run(String what, long rows, double seconds, double serverCpuSeconds, double serviceCpuSeconds, long walBytes) {

    double rowsASecond() {
        return rows / seconds;
    }

    double serverMicrosARow() {
        return serverCpuSeconds * 1e6 / rows;
    }

    double serviceMicrosARow() {
        return serviceCpuSeconds * 1e6 / rows;
    }

    double walBytesARow() {
        return (double) walBytes / rows;
    }

    JsonObject json() {
        return new JsonObject()
                .put("what", what)
                .put("rows", rows)
                .put("seconds", seconds)
                .put("rowsASecond", rowsASecond())
                .put("serverMicrosARow", serverMicrosARow())
                .put("serviceMicrosARow", serviceMicrosARow())
                .put("walBytesARow", walBytesARow());
    }

    static double median(List<Run> runs, ToDoubleFunction<Run> value) {
        return Numbers.median(runs.stream().mapToDouble(value).toArray());
    }

    /** In words: medians of several. */
    static String describe(List<Run> runs) {
        return "%s: %,.0f rows/s, server CPU %.1f µs, WAL %,.0f B a row"
                .formatted(
                        runs.get(0).what(),
                        median(runs, Run::rowsASecond),
                        median(runs, Run::serverMicrosARow),
                        median(runs, Run::walBytesARow));
    }
}
