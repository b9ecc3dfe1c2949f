package io.keysweep.bulkjob;

import io.keysweep.auth.Caller;
import java.util.Optional;

/**
 * Which jobs a caller sees: administrators those of their account, others those they asked for themselves.
 *
 * @param account part of every statement
 * @param createdBy the only requester whose jobs are seen; empty for all of the account
 */
record Visibility(String account, Optional<String> createdBy) {

    static Visibility of(Caller caller) {
        return new Visibility(
                caller.account(), caller.administrator() ? Optional.empty() : Optional.of(caller.subject()));
    }
}
