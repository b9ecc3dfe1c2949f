package io.keysweep.sync;

import java.util.ArrayList;
import java.util.List;

/** What a step found out about keys of a vault, by name; nobody is in two of the lists. Not for use by several threads. */
final class Findings {

    private final List<SeenKey> changed = new ArrayList<>();
    private final List<String> unchanged = new ArrayList<>();
    private final List<String> softDeleted = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private final List<FailedKey> failed = new ArrayList<>();

    /** A key that is there and new or changed, or was thought gone. */
    void changed(SeenKey key) {
        changed.add(key);
    }

    /** A key that is there as it is on record. */
    void unchanged(String name) {
        unchanged.add(name);
    }

    /** A key that can be recovered. */
    void softDeleted(String name) {
        softDeleted.add(name);
    }

    /** A key that Azure does not have, in any state. */
    void gone(String name) {
        gone.add(name);
    }

    /** A key that Azure does not show. */
    void failed(FailedKey key) {
        failed.add(key);
    }

    List<SeenKey> changed() {
        return changed;
    }

    List<String> unchanged() {
        return unchanged;
    }

    List<String> softDeleted() {
        return softDeleted;
    }

    List<String> gone() {
        return gone;
    }

    List<FailedKey> failed() {
        return failed;
    }

    /** How many keys are there. */
    int live() {
        return changed.size() + unchanged.size();
    }
}
