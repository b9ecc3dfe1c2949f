package io.keysweep.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The classes of the packaged service as the JVM has them once it has read and checked them, in a file below {@code target}:
 * processes that start later map it and need half the time. It is made anew with each package, by a process that runs anyhow,
 * at its end. A JVM that cannot make or use such a file goes without.
 */
final class SharedClasses {

    private static final Path FILE = Path.of("target", "service-classes.jsa");

    // Of the processes that this one starts: another may make a file at the same time.
    private static final Path OWN =
            FILE.resolveSibling("service-classes-" + ProcessHandle.current().pid() + ".jsa");

    private SharedClasses() {}

    /** The options of a JVM that uses the file, if there is one of this package. */
    static List<String> toUse() {
        return made() ? List.of("-XX:SharedArchiveFile=" + FILE) : List.of();
    }

    /** The options of a JVM that makes the file when it ends, for {@link #share}, or uses the one that there is. */
    static List<String> toMake() {
        return made() ? toUse() : List.of("-XX:ArchiveClassesAtExit=" + OWN);
    }

    /** Once that JVM has ended: processes that start from now on use what it made, whoever starts them. */
    static void share() {
        try {
            if (Files.exists(OWN)) {
                Files.move(OWN, FILE, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean made() {
        try {
            return Files.exists(FILE)
                    && Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(ServiceProcess.ARTIFACT))
                            > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
