package io.keysweep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Measures and prints; a goal that is missed is said so, and fails nothing. See the package for settings. */
class Benchmark {

    private record Part(List<Integer> figures, ThrowingConsumer run) {}

    @FunctionalInterface
    private interface ThrowingConsumer {
        void accept(Bench bench) throws Exception;
    }

    private static final List<Part> PARTS = List.of(
            new Part(List.of(1, 10), bench -> new BulkDeletion(bench).run()),
            new Part(List.of(2, 3, 12), bench -> new Scale(bench).run()),
            new Part(List.of(4), bench -> new Readers(bench).run()),
            new Part(List.of(5), bench -> new Cancel(bench).run()),
            new Part(List.of(6), bench -> new Replicas(bench).run()),
            new Part(List.of(7), bench -> new Peer(bench).run()),
            new Part(List.of(8), bench -> new ExplicitIds(bench).run()),
            new Part(List.of(9), bench -> new HeldSnapshot(bench).run()),
            new Part(List.of(11), bench -> new Partition(bench).run()));

    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("io.zonky"), Logger.getLogger("com.zaxxer"), Logger.getLogger("com.github.kagkarlsson"));

    @Test
    void measures() throws Exception {
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        try (Bench bench = new Bench(machine())) {
            Set<String> broken = new LinkedHashSet<>();
            for (Part part : PARTS) {
                if (part.figures().stream().anyMatch(bench::wants)) {
                    run(part, bench, broken);
                }
            }
            Report.log(bench.report().table());
            if (!broken.isEmpty()) {
                throw new AssertionError("not measured: " + broken);
            }
        }
    }

    // One that breaks must not cost the others.
    private static void run(Part part, Bench bench, Set<String> broken) {
        long started = System.nanoTime();
        try {
            part.run().accept(bench);
        } catch (Exception | AssertionError e) {
            e.printStackTrace();
            broken.add(part.figures() + ": " + e);
        }
        Report.log("figures %s took %.0f s".formatted(part.figures(), (System.nanoTime() - started) / 1e9));
        bench.report().write();
    }

    private static Map<String, Object> machine() throws IOException {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("date", Instant.now().toString());
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("processor", first("/proc/cpuinfo", "model name"));
        machine.put("memory", first("/proc/meminfo", "MemTotal"));
        machine.put("load", ProcessTimes.load());
        machine.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        return machine;
    }

    private static String first(String file, String label) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
    }
}
