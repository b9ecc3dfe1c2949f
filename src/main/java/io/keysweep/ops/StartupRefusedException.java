package io.keysweep.ops;

import java.util.List;

/** The service does not start as it is set up; the message names everything that has to change. */
final class StartupRefusedException extends RuntimeException {

    StartupRefusedException(List<String> problems) {
        super("not started, since " + String.join("; ", problems), null, false, false);
    }
}
