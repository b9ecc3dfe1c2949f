package io.keysweep.audit;

import java.time.Instant;

/**
 * A link of an account's chain, as stored.
 *
 * @param seq 1 for the account's first
 * @param at to the microsecond
 * @param actor the token's subject, {@code anonymous}, {@code engine}, or {@code database:<role>}
 * @param address the client's; empty if there is none
 * @param request the request's id; empty if there is none
 * @param action such as {@code vault.changed}
 * @param subject the URI of what was changed
 * @param outcome {@code success} or {@code failure}
 * @param details a JSON object, in the bytes that were hashed
 * @param previousHash 32 bytes
 * @param hash 32 bytes
 */
record AuditRecord(
        String account,
        long seq,
        Instant at,
        String actor,
        String address,
        String request,
        String action,
        String subject,
        String outcome,
        String details,
        byte[] previousHash,
        byte[] hash) {}
