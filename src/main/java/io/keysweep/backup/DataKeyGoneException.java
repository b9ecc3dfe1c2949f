package io.keysweep.backup;

/** The data key that a backup was sealed under is not there any more, or retired: seal it again, under the next one. */
final class DataKeyGoneException extends RuntimeException {

    DataKeyGoneException() {
        super("the data key was destroyed or retired just now", null, false, false);
    }
}
