package io.keysweep.encryption;

import io.keysweep.encryption.StoredWraps.Standing;
import io.keysweep.sweep.PeriodicWork;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Says in the log that things are stored under wrapping keys that this replica does not have, once for each change of them. */
@Singleton
class UnknownKeysWatch implements PeriodicWork {

    private static final Logger LOGGER = Logger.getLogger(UnknownKeysWatch.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final StoredWraps stored;
    private final WrappingKey wrappingKey;
    private volatile String reported = "";

    UnknownKeysWatch(StoredWraps stored, WrappingKey wrappingKey) {
        this.stored = stored;
        this.wrappingKey = wrappingKey;
    }

    @Override
    public String name() {
        return "look for unknown wrapping keys";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public Uni<Void> look() {
        return standing().replaceWithVoid();
    }

    /** How it stands; what is new about it is in the log. */
    Uni<Standing> standing() {
        return stored.standing(wrappingKey::opens).invoke(this::report);
    }

    private void report(Standing standing) {
        String state = standing.nothingOpens() + " " + standing.unknown().keySet();
        if (state.equals(reported)) {
            return;
        }
        reported = state;
        if (standing.nothingOpens()) {
            LOGGER.errorf(
                    "nothing that is stored opens here stored=%s here=%s: this replica has another wrapping key than the"
                            + " others, and is not ready; check keysweep.encryption.key-file and key-vault-key",
                    standing.unknown(), wrappingKey.names());
        } else if (!standing.unknown().isEmpty()) {
            LOGGER.warnf(
                    "not all that is stored opens here opened=%d unknown=%s here=%s",
                    standing.opened(), standing.unknown(), wrappingKey.names());
        }
    }
}
