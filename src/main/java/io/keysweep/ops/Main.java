package io.keysweep.ops;

import io.keysweep.certificate.VerifyCertificate;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;

/**
 * Starts the service; with {@code --health} asks one that runs on this machine instead, and ends with 0 if it is live; with
 * {@code --verify-certificate} checks a deletion certificate, see {@link VerifyCertificate}.
 */
@QuarkusMain
public final class Main {

    private static final String HEALTH = "--health";

    private Main() {}

    /** The entry point of the executable and of the jar. */
    public static void main(String... arguments) {
        if (arguments.length == 1 && arguments[0].equals(HEALTH)) {
            System.exit(LivenessProbe.ofThisMachine().ask() ? 0 : 1);
        }
        if (arguments.length > 0 && arguments[0].equals(VerifyCertificate.COMMAND)) {
            System.exit(VerifyCertificate.run(List.of(arguments), System.out));
        }
        Quarkus.run(arguments);
    }
}
