package io.keysweep.support;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The same with a key in vault 3 that signs certificates and checkpoints. */
public final class SigningEnvironment extends TestEnvironment {

    private static final String KEY = "audit";

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        newVersion();
        settings.put("keysweep.audit.signing-key", keyId());
        settings.put("keysweep.audit.signing-key-refresh", "1s");
        settings.put("keysweep.azure.timeout", "4s");
        settings.put("keysweep.azure.retries", "0");
        return settings;
    }

    /** The key without a version. */
    public static String keyId() {
        return vault().uri() + "/keys/" + KEY;
    }

    /** The vault of the key. */
    public static AzureVault vault() {
        return AzureVault.number(3);
    }

    /** Makes the key, or a new version of it; gives its id. */
    public static String newVersion() {
        return vault().createSigningKey(KEY);
    }

    /** Azure answers nothing about the key. */
    public static void goesAway() {
        for (String operation : List.of("sign", "get")) {
            vault().meets(Map.of("count", 1_000_000, "status", 503, "operation", operation));
        }
    }

    /** How often Azure was asked about the key. */
    public static int calls() {
        return vault().calls("sign") + vault().calls("get");
    }
}
