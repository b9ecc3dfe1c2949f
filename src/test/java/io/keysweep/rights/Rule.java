package io.keysweep.rights;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A line of {@code rules.txt}.
 *
 * @param actions that are needed beside view
 */
record Rule(Kind kind, List<String> actions) {

    enum Kind {
        OPEN,
        ANYONE,
        MEMBERS,
        ADMINS,
        OWN,
        VIEW
    }

    /** What a caller meets. */
    enum Outcome {
        ALLOWED,
        FORBIDDEN,
        HIDDEN;

        boolean fits(int status) {
            return switch (this) {
                // Whatever it is refused for afterwards, the state of the object has to be the reason.
                case ALLOWED -> status < 400 || status == 409;
                case FORBIDDEN -> status == 403;
                case HIDDEN -> status == 404;
            };
        }
    }

    static Rule of(String text) {
        List<String> words = Arrays.asList(text.strip().split("\\s+"));
        return new Rule(Kind.valueOf(words.get(0).toUpperCase(Locale.ROOT)), words.subList(1, words.size()));
    }

    Outcome outcome(Role role) {
        if (kind == Kind.OPEN || kind == Kind.ANYONE) {
            return Outcome.ALLOWED;
        }
        if (role == Role.NO_GROUP) {
            return Outcome.FORBIDDEN;
        }
        if (role.administrator() || kind == Kind.MEMBERS) {
            return Outcome.ALLOWED;
        }
        return switch (kind) {
            case ADMINS -> Outcome.FORBIDDEN;
            case OWN -> role == Role.MAKER ? Outcome.ALLOWED : Outcome.HIDDEN;
            default -> ofUser(role);
        };
    }

    private Outcome ofUser(Role role) {
        return switch (role) {
            case EVERY_ACTION, GROUP_OF_EVERY_ACTION -> Outcome.ALLOWED;
            case NO_ACTION -> actions.isEmpty() ? Outcome.ALLOWED : Outcome.FORBIDDEN;
            default -> Outcome.HIDDEN;
        };
    }

    /** The actions to be without in turn; one that stands for none if none is needed. */
    List<String> missing() {
        return actions.isEmpty() ? List.of("none") : actions;
    }
}
