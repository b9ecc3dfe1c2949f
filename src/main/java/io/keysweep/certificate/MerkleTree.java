package io.keysweep.certificate;

import io.keysweep.digest.Sha256;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The root over any number of leaves, one after the other, as RFC 6962 section 2.1 defines it. It keeps one hash for each
 * bit of their number.
 */
final class MerkleTree {

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private record Peak(byte[] hash, int height) {}

    private final Deque<Peak> peaks = new ArrayDeque<>();
    private long leaves;

    /** The hash of a leaf with this content. */
    static byte[] leaf(byte[]... content) {
        byte[][] parts = new byte[content.length + 1][];
        parts[0] = LEAF;
        System.arraycopy(content, 0, parts, 1, content.length);
        return Sha256.of(parts);
    }

    /** Adds the hash of the next leaf. */
    void add(byte[] leafHash) {
        Peak last = new Peak(leafHash, 0);
        while (!peaks.isEmpty() && peaks.peek().height() == last.height()) {
            last = new Peak(Sha256.of(NODE, peaks.pop().hash(), last.hash()), last.height() + 1);
        }
        peaks.push(last);
        leaves++;
    }

    /** How many leaves there are. */
    long leaves() {
        return leaves;
    }

    /** The root over those that were added; of none the hash of nothing. */
    byte[] root() {
        Iterator<Peak> rightToLeft = peaks.iterator();
        if (!rightToLeft.hasNext()) {
            return Sha256.of();
        }
        byte[] root = rightToLeft.next().hash();
        while (rightToLeft.hasNext()) {
            root = Sha256.of(NODE, rightToLeft.next().hash(), root);
        }
        return root;
    }
}
