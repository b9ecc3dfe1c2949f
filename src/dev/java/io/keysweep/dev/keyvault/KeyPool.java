package io.keysweep.dev.keyvault;

import java.security.KeyPair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Key pairs, at most a few of each sort: making thousands of keys must not cost thousands of RSA generations. */
final class KeyPool {

    private static final int PAIRS = 8;

    private final Map<String, List<KeyPair>> pairs = new HashMap<>();
    private final Map<String, Integer> drawn = new HashMap<>();

    /** Blocks while the pool of that sort is still filling: an RSA pair takes a tenth of a second and more. */
    synchronized KeyMaterial draw(KeyKind kind) {
        String sort = kind.isRsa() ? "RSA-" + kind.size() : kind.curve();
        List<KeyPair> made = pairs.computeIfAbsent(sort, s -> new ArrayList<>());
        int turn = drawn.merge(sort, 1, Integer::sum) - 1;
        if (made.size() < PAIRS) {
            made.add(kind.generate());
        }
        return new KeyMaterial(kind, made.get(turn % PAIRS));
    }
}
