package io.keysweep.http;

/**
 * The product's names for its objects: {@code kylo:<account>:<service>:<type>:<id>}. The first part is the same for all.
 */
public final class ResourceUri {

    private static final String PREFIX = "kylo:";

    private ResourceUri() {}

    /**
     * The name of an object of this service.
     *
     * @param type such as {@code azure-key}
     * @param id anything that prints as the object's id
     */
    public static String of(String account, String type, Object id) {
        return PREFIX + account + ":cckm:" + type + ":" + id;
    }

    /** The name of an object of the scheduler. */
    public static String ofScheduler(String account, String type, Object id) {
        return PREFIX + account + ":scheduler:" + type + ":" + id;
    }

    /** The name of an account, as the {@code account} of an object gives it. */
    public static String account(String account) {
        return PREFIX + account + ":admin:accounts:" + account;
    }
}
