package io.keysweep.audit;

import io.keysweep.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the hash of a record has to be; see the package for its form. */
final class RecordHash {

    /** What the first record of a chain names as the hash before it. */
    private static final byte[] NONE = new byte[32];

    private static final int VERSION = 1;

    private RecordHash() {}

    /** The hash before the first record. */
    static byte[] none() {
        return NONE.clone();
    }

    /** The hash that follows from the record's other columns. */
    static byte[] of(AuditRecord record) {
        return Sha256.of(encoded(record));
    }

    /** Different records have different encodings: each text stands after its length. */
    static byte[] encoded(AuditRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.write(record.previousHash());
            out.writeLong(record.seq());
            out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, record.at()));
            for (String text : texts(record)) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(utf8.length);
                out.write(utf8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String[] texts(AuditRecord record) {
        return new String[] {
            record.account(),
            record.actor(),
            record.address(),
            record.request(),
            record.action(),
            record.subject(),
            record.outcome(),
            record.details()
        };
    }
}
