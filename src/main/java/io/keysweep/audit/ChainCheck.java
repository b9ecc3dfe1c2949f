package io.keysweep.audit;

import java.util.Arrays;
import java.util.Optional;

/** Walks a chain, record by record, and keeps the first thing that is wrong with it. Believes nothing that is stored. */
final class ChainCheck {

    /**
     * A place where a chain must have been.
     *
     * @param from says where it is known from, in words
     * @param claimed whether nobody but the caller says so
     */
    record Known(long seq, byte[] hash, String from, boolean claimed) {}

    /**
     * What is wrong.
     *
     * @param seq the first record that is not as it was written
     * @param claimed whether nobody but the caller says so
     */
    record Broken(long seq, String problem, boolean claimed) {}

    private final Iterable<Known> knowns;
    private long seq;
    private byte[] hash = RecordHash.none();
    private Broken broken;

    ChainCheck(Iterable<Known> knowns) {
        this.knowns = knowns;
    }

    /** The next record of the chain. */
    void next(AuditRecord record) {
        if (broken == null) {
            long expected = Math.min(record.seq(), seq + 1);
            broken = problem(record)
                    .map(problem -> new Broken(expected, problem, false))
                    .or(() -> known(record))
                    .orElse(null);
            seq = record.seq();
            hash = record.hash();
        }
    }

    private Optional<String> problem(AuditRecord record) {
        if (record.seq() != seq + 1) {
            return Optional.of("the record is missing");
        }
        if (!Arrays.equals(record.hash(), RecordHash.of(record))) {
            return Optional.of("the record was changed: its hash does not follow from its fields");
        }
        if (!Arrays.equals(record.previousHash(), hash)) {
            return Optional.of("the record does not follow on the one before, which was replaced");
        }
        return Optional.empty();
    }

    private Optional<Broken> known(AuditRecord record) {
        for (Known known : knowns) {
            if (known.seq() == record.seq() && !Arrays.equals(known.hash(), record.hash())) {
                return Optional.of(new Broken(
                        record.seq(),
                        "the chain was written anew: " + known.from() + " has another hash of this record",
                        known.claimed()));
            }
        }
        return Optional.empty();
    }

    /** What is wrong, when there are no more records. */
    Optional<Broken> end() {
        if (broken != null) {
            return Optional.of(broken);
        }
        for (Known known : knowns) {
            if (known.seq() > seq) {
                return Optional.of(new Broken(
                        seq + 1,
                        "the record is missing at the end: " + known.from() + " tells of record " + known.seq(),
                        known.claimed()));
            }
        }
        return Optional.empty();
    }

    /** Whether there is any use in reading on. */
    boolean intact() {
        return broken == null;
    }

    /** The number of the last record, 0 if there is none. */
    long seq() {
        return seq;
    }

    /** The hash of the last record. */
    byte[] hash() {
        return hash.clone();
    }
}
