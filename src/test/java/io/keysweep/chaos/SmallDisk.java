package io.keysweep.chaos;

import io.keysweep.support.Seed;
import io.keysweep.support.TemporaryDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A file system of a few megabytes in memory that holds the outcomes of jobs, so that it can be full. */
final class SmallDisk implements AutoCloseable {

    private final TemporaryDirectory directory = TemporaryDirectory.create("chaos-disk-");
    private final Path mount = directory.path();
    private final Path filler = mount.resolve("filler");

    private SmallDisk() {}

    /** Whether this process may mount one. */
    static boolean possible() {
        try (TemporaryDirectory probe = TemporaryDirectory.create("chaos-disk-")) {
            String at = probe.path().toString();
            return exec("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", at) && exec("umount", at);
        }
    }

    /** Moves the outcomes to a small disk; waits for the statements that are at them. */
    static SmallDisk forOutcomes() {
        try {
            SmallDisk disk = new SmallDisk();
            if (!exec("mount", "-t", "tmpfs", "-o", "size=16m,mode=0777", "tmpfs", disk.mount.toString())) {
                throw new IllegalStateException("no disk at " + disk.mount);
            }
            Files.createDirectory(disk.mount.resolve("space"));
            Seed.update("CREATE TABLESPACE small LOCATION '" + disk.mount.resolve("space") + "'");
            Seed.update("ALTER TABLE bulk_job_outcome SET TABLESPACE small");
            return disk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves not a byte. */
    void fill() {
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] block = new byte[1 << 12];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            if (!Files.exists(filler)) {
                throw new UncheckedIOException(full);
            }
        }
    }

    /** Gives the space back. */
    void empty() {
        try {
            Files.deleteIfExists(filler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean exec(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        empty();
        Seed.update("ALTER TABLE bulk_job_outcome SET TABLESPACE pg_default");
        Seed.update("CHECKPOINT");
        Seed.update("DROP TABLESPACE small");
        // Lazily: a backend may have one of its files open for a while yet.
        exec("umount", "-l", mount.toString());
        directory.close();
    }
}
