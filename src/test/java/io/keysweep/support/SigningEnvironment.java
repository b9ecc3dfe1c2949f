package io.keysweep.support;

import java.util.HashMap;
import java.util.Map;

/** The same with a key in vault 3 that signs certificates and checkpoints. */
public final class SigningEnvironment extends OwnKeyEnvironment {

    private static final String KEY = "audit";

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        newVersion();
        settings.put("keysweep.audit.signing-key", keyId());
        settings.put("keysweep.audit.signing-key-refresh", "1s");
        return settings;
    }

    /** The key without a version. */
    public static String keyId() {
        return vault().keyId(KEY);
    }

    /** Makes the key, or a new version of it; gives its id. */
    public static String newVersion() {
        return vault().createSigningKey(KEY);
    }

    /** Azure answers nothing about the key. */
    public static void goesAway() {
        vault().refuses("sign", "get");
    }

    /** How often Azure was asked about the key. */
    public static int calls() {
        return vault().calls("sign") + vault().calls("get");
    }
}
