package io.keysweep.http;

import java.util.UUID;

/** The product's resource names: {@code kylo:<account>:<service>:<type>:<id>}. */
public final class ResourceUri {

    private ResourceUri() {}

    /** The {@code uri} of an object of the cloud key manager, such as an {@code azure-bulkjob}. */
    public static String of(String account, String type, UUID id) {
        return "kylo:" + account + ":cckm:" + type + ":" + id;
    }

    /** What the {@code account} field says. */
    public static String account(String account) {
        return "kylo:" + account + ":admin:accounts:" + account;
    }
}
