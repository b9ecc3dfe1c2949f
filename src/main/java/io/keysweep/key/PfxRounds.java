package io.keysweep.key;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Counts the rounds of key derivation that reading a PKCS #12 takes, without doing any. The JDK does up to five million for
 * each part, and takes any number of parts.
 *
 * <p>Wherever rounds are named they are an INTEGER right behind the OCTET STRING with the salt: in the parameters of PBES1,
 * of PBKDF2, and in MacData. Each such pair counts, however deep, in DER and in the BER of other tools. What the JDK does not
 * understand may be counted too; what stands within encrypted content is not seen.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7292">RFC 7292, section 4 and appendix C</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8018#appendix-A">RFC 8018, appendix A</a>
 */
final class PfxRounds {

    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int CONSTRUCTED = 0x20;
    private static final int OCTETS_IN_PIECES = OCTETS | CONSTRUCTED;
    private static final int INDEFINITE = -1;
    // A PKCS #12 needs some twenty levels.
    private static final int DEEPEST = 64;

    private long rounds;

    private PfxRounds() {}

    /** The sum; {@link Long#MAX_VALUE} for what is nested too deep to be a PKCS #12. */
    static long in(byte[] pfx) {
        PfxRounds counter = new PfxRounds();
        counter.walk(ByteBuffer.wrap(pfx), 0, false);
        return counter.rounds < 0 ? Long.MAX_VALUE : counter.rounds;
    }

    /**
     * Walks over elements, up to the end of their content or what is malformed, where a reader gives up too.
     *
     * @param pieces whether they are pieces of an OCTET STRING, which mean something together only
     * @return what the OCTET STRINGs among them hold, put together
     */
    private byte[] walk(ByteBuffer elements, int depth, boolean pieces) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        if (depth > DEEPEST) {
            rounds = Long.MIN_VALUE;
            return octets.toByteArray();
        }
        int before = 0;
        while (elements.remaining() > 1) {
            int tag = elements.get() & 0xff;
            int length = length(elements);
            boolean end = tag == 0 && length == 0;
            boolean malformed = length > elements.remaining() || length == INDEFINITE && (tag & CONSTRUCTED) == 0;
            if (end || malformed) {
                break;
            }
            ByteBuffer content = length == INDEFINITE ? elements : part(elements, length);
            count(before, tag, content);
            octets.writeBytes(octets(tag, content, depth, pieces));
            before = tag;
        }
        return octets.toByteArray();
    }

    private static ByteBuffer part(ByteBuffer elements, int length) {
        ByteBuffer part = elements.slice(elements.position(), length);
        elements.position(elements.position() + length);
        return part;
    }

    private void count(int before, int tag, ByteBuffer content) {
        boolean salted = before == OCTETS || before == OCTETS_IN_PIECES;
        if (salted && tag == INTEGER && content.hasRemaining()) {
            BigInteger number = new BigInteger(rest(content.duplicate())).abs();
            rounds += number.min(BigInteger.valueOf(Integer.MAX_VALUE)).longValue();
        }
    }

    private byte[] octets(int tag, ByteBuffer content, int depth, boolean pieces) {
        boolean octets = tag == OCTETS || tag == OCTETS_IN_PIECES;
        byte[] held = (tag & CONSTRUCTED) == 0 ? rest(content) : walk(content, depth + 1, tag == OCTETS_IN_PIECES);
        if (octets && !pieces) {
            walk(ByteBuffer.wrap(held), depth + 1, false);
        }
        return octets ? held : new byte[0];
    }

    private static byte[] rest(ByteBuffer content) {
        byte[] rest = new byte[content.remaining()];
        content.get(rest);
        return rest;
    }

    private static int length(ByteBuffer elements) {
        int first = elements.get() & 0xff;
        if (first <= 0x80) {
            return first == 0x80 ? INDEFINITE : first;
        }
        int bytes = first & 0x7f;
        if (bytes > Integer.BYTES || bytes > elements.remaining()) {
            return Integer.MAX_VALUE;
        }
        int length = 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | elements.get() & 0xff;
        }
        return length < 0 ? Integer.MAX_VALUE : length;
    }
}
