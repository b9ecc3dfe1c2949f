package io.keysweep.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What was measured, as a table and as JSON. Written after every figure, so that a run cut short leaves what it has. */
final class Report {

    private static final Path DIRECTORY = Path.of("target", "bench");

    private final Map<String, Object> circumstances;
    private final List<Line> lines = new ArrayList<>();
    private final JsonArray runs = new JsonArray();

    Report(Map<String, Object> circumstances) {
        this.circumstances = circumstances;
    }

    void add(Line line) {
        lines.add(line);
        log(line.row());
    }

    void add(Run run) {
        runs.add(run.json());
        log(
                "  %s: %,d rows in %.2f s, %,.0f rows/s, CPU a row: server %.1f µs, service %.1f µs, WAL %,.0f B a row (load %s)"
                        .formatted(
                                run.what(),
                                run.rows(),
                                run.seconds(),
                                run.rowsASecond(),
                                run.serverMicrosARow(),
                                run.serviceMicrosARow(),
                                run.walBytesARow(),
                                ProcessTimes.load()));
    }

    static void log(String text) {
        System.out.println(text);
    }

    String table() {
        StringBuilder table =
                new StringBuilder("\n| # | what | measured | target | met | beside it |\n|---|---|---|---|---|---|\n");
        lines.forEach(line -> table.append(line.row()).append('\n'));
        return table.append('\n').append(circumstances).append('\n').toString();
    }

    void write() {
        JsonArray figures = new JsonArray();
        lines.forEach(line -> figures.add(line.json()));
        JsonObject json = new JsonObject()
                .put("written", Instant.now().toString())
                .put("circumstances", new JsonObject(circumstances))
                .put("figures", figures)
                .put("runs", runs);
        try {
            Files.createDirectories(DIRECTORY);
            Files.writeString(DIRECTORY.resolve("results.json"), json.encodePrettily());
            Files.writeString(DIRECTORY.resolve("results.md"), table());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
