package io.keysweep.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RecordHashPropertyTest {

    // Few letters and short texts: that two records have the same letters at another place is likely.
    @Provide
    Arbitrary<AuditRecord> records() {
        Arbitrary<List<String>> texts =
                Arbitraries.of("", "a", "b", "ab", "ba", "ä", "\u0001").list().ofSize(8);
        Arbitrary<Long> numbers = Arbitraries.of(1L, 2L, 256L);
        return Combinators.combine(texts, numbers, numbers)
                .as((t, seq, at) -> new AuditRecord(
                        t.get(0),
                        seq,
                        Instant.EPOCH.plus(at, ChronoUnit.MICROS),
                        t.get(1),
                        t.get(2),
                        t.get(3),
                        t.get(4),
                        t.get(5),
                        t.get(6),
                        t.get(7),
                        RecordHash.none(),
                        new byte[0]));
    }

    private static List<Object> fields(AuditRecord record) {
        return List.of(
                record.account(),
                record.seq(),
                record.at(),
                record.actor(),
                record.address(),
                record.request(),
                record.action(),
                record.subject(),
                record.outcome(),
                record.details());
    }

    @Property(tries = 2_000)
    void onlyEqualRecordsHaveEqualEncodings(@ForAll("records") AuditRecord one, @ForAll("records") AuditRecord other) {
        assertEquals(
                fields(one).equals(fields(other)), Arrays.equals(RecordHash.encoded(one), RecordHash.encoded(other)));
    }
}
