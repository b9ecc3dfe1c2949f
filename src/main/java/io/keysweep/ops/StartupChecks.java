package io.keysweep.ops;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jboss.logging.Logger;

/** Runs all start-up checks before anything else starts, and stops the start with one message that names every problem. */
@ApplicationScoped
class StartupChecks {

    private static final Logger LOGGER = Logger.getLogger(StartupChecks.class);
    private static final int FIRST = 1;

    private final List<StartupCheck> checks;

    StartupChecks(@All List<StartupCheck> checks) {
        this.checks = checks;
    }

    void run(@Observes @Priority(FIRST) StartupEvent event) {
        List<String> problems = checks.stream()
                .flatMap(check -> check.problems().stream())
                .sorted()
                .toList();
        if (!problems.isEmpty()) {
            problems.forEach(problem -> LOGGER.errorf("setting refused problem=%s", problem));
            throw new StartupRefusedException(problems);
        }
    }
}
