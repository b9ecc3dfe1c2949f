package io.keysweep.encryption;

/** It is under a wrapping key that this replica does not have: nothing is wrong with it, but with the settings. */
public final class UnknownKeyException extends UnwrapException {

    private static final String CHECK = ": check keysweep.encryption.key-file and key-vault-key on all replicas";

    private UnknownKeyException(String message) {
        super(message);
    }

    /** Something that {@code stored} wrapped was to be opened, and this replica has {@code here}. */
    static UnknownKeyException opening(String stored, String here) {
        return new UnknownKeyException("wrapped by the key " + stored + ", and this replica has " + here + CHECK);
    }

    /** Something was to be wrapped by {@code here}, and all that is stored is under others. */
    static UnknownKeyException wrapping(String stored, String here) {
        return new UnknownKeyException("all that is stored is wrapped by " + stored + ", and this replica has " + here
                + ", so nothing is wrapped here" + CHECK);
    }
}
