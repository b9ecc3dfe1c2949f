package io.keysweep.certificate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.keysweep.digest.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class MerkleTreePropertyTest {

    private static byte[] root(List<byte[]> contents) {
        MerkleTree tree = new MerkleTree();
        contents.forEach(content -> tree.add(MerkleTree.leaf(content)));
        return tree.root();
    }

    // RFC 6962 section 2.1, word by word.
    private static byte[] byTheBook(List<byte[]> contents) {
        if (contents.isEmpty()) {
            return Sha256.of();
        }
        if (contents.size() == 1) {
            return Sha256.of(new byte[] {0}, contents.get(0));
        }
        int split = Integer.highestOneBit(contents.size() - 1);
        return Sha256.of(
                new byte[] {1},
                byTheBook(contents.subList(0, split)),
                byTheBook(contents.subList(split, contents.size())));
    }

    @Property
    void rootIsThatOfTheRfc(@ForAll @Size(max = 200) List<byte[]> contents) {
        assertArrayEquals(byTheBook(contents), root(contents));
    }

    @Property
    void anotherLeafIsAnotherRoot(@ForAll @Size(min = 1, max = 50) List<byte[]> contents, @ForAll int which) {
        List<byte[]> changed = new ArrayList<>(contents);
        int at = Math.floorMod(which, contents.size());
        byte[] longer = Arrays.copyOf(contents.get(at), contents.get(at).length + 1);
        changed.set(at, longer);
        assertFalse(Arrays.equals(root(contents), root(changed)));
    }

    @Property
    void orderAndNumberMatter(@ForAll @Size(min = 2, max = 50) List<byte[]> contents) {
        List<byte[]> swapped = new ArrayList<>(contents);
        swapped.set(0, contents.get(contents.size() - 1));
        swapped.set(contents.size() - 1, contents.get(0));
        Assume.that(!Arrays.equals(contents.get(0), contents.get(contents.size() - 1)));
        assertFalse(Arrays.equals(root(contents), root(swapped)));
        assertFalse(Arrays.equals(root(contents), root(contents.subList(1, contents.size()))));
    }

    // The known answer of Certificate Transparency's own tests: the tree over one empty leaf.
    @Example
    void leavesAndNodesAreHashedApart() {
        assertArrayEquals(
                HexFormat.of().parseHex("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
                root(List.of(new byte[0])));
    }
}
