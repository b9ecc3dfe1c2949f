package io.keysweep.fuzz;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What our parsers make of hostile input. The normal build takes the seeds and some thousand mutations of them; with
 * {@code -Pfuzz} Jazzer, guided by coverage, has {@code -Dfuzz.seconds} for each parser, in a process of its own: its agent
 * rewrites classes, which the other tests of this process could do without.
 */
class ParserFuzzTest {

    private static final Logger LOGGER = Logger.getLogger(ParserFuzzTest.class);
    private static final long SECONDS = Long.getLong("fuzz.seconds", 0);
    private static final long SEED = Seeds.ofRun();
    private static final int MUTATIONS = 2_000;
    private static final int START_SECONDS = 300;
    private static final int SHOWN = 3_000;

    @ParameterizedTest
    @EnumSource
    void seedsBreakNoRule(Parser parser) throws IOException {
        for (Path seed : parser.seeds()) {
            take(parser, Files.readAllBytes(seed), seed.toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void mutatedSeedsBreakNoRule(Parser parser) throws IOException {
        LOGGER.infof("parser fuzz begins parser=%s seed=%d", parser, SEED);
        Random random = new Random(SEED);
        List<Path> seeds = parser.seeds();
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] input = Files.readAllBytes(seeds.get(i % seeds.size()));
            for (int change = random.nextInt(4); change >= 0; change--) {
                input = changed(input, random);
            }
            take(parser, input, "fuzz.seed " + SEED + " mutation " + i);
        }
    }

    @ParameterizedTest
    @EnumSource
    void coverageGuidedInputsBreakNoRule(Parser parser) throws IOException, InterruptedException {
        assumeTrue(SECONDS > 0, "only with -Pfuzz");
        Path work = Files.createDirectories(Path.of("target/fuzz", parser.name()));
        Path found = Files.createDirectories(work.resolve("corpus"));
        Path log = work.resolve("log");
        Process jazzer = new ProcessBuilder(command(parser, work, found))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = jazzer.waitFor(SECONDS + START_SECONDS, TimeUnit.SECONDS);
        jazzer.destroyForcibly();
        String said = Files.readString(log);
        said.lines().filter(line -> line.startsWith("Done ")).forEach(line -> LOGGER.infof("%s: %s", parser, line));
        assertThat(
                parser + " (an input to keep is in " + work + "):\n"
                        + said.substring(Math.max(0, said.length() - SHOWN)),
                ended && jazzer.exitValue() == 0,
                is(true));
    }

    private static List<String> command(Parser parser, Path work, Path found) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx600m",
                "-cp",
                classPath,
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + parser.target(),
                "--instrumentation_includes=io.keysweep.**:com.cronutils.**",
                "--custom_hook_includes=io.keysweep.**:com.cronutils.**",
                "--reproducer_path=" + work,
                "-artifact_prefix=" + work + "/",
                "-max_total_time=" + SECONDS,
                "-timeout=10",
                "-rss_limit_mb=3000",
                "-seed=" + SEED,
                found.toString(),
                parser.corpus().toString());
    }

    private static void take(Parser parser, byte[] input, String which) {
        try {
            parser.take(input);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(parser + " " + which + ": " + Arrays.toString(input), e);
        }
    }

    // A byte changed, a piece removed, doubled or moved.
    private static byte[] changed(byte[] input, Random random) {
        if (input.length < 2) {
            return new byte[] {(byte) random.nextInt(), '1'};
        }
        int from = random.nextInt(input.length);
        int to = Math.min(input.length, from + 1 + random.nextInt(8));
        byte[] piece = Arrays.copyOfRange(input, from, to);
        return switch (random.nextInt(4)) {
            case 0 -> {
                input[from] = (byte) random.nextInt();
                yield input;
            }
            case 1 -> joined(Arrays.copyOf(input, from), Arrays.copyOfRange(input, to, input.length));
            case 2 -> joined(Arrays.copyOf(input, to), Arrays.copyOfRange(input, from, input.length));
            default -> joined(piece, input);
        };
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
