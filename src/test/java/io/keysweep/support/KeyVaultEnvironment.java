package io.keysweep.support;

import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The same with a wrapping key in vault 3; the key file opens what it wrapped before. */
public final class KeyVaultEnvironment extends OwnKeyEnvironment {

    /** Where the wrapping key is. */
    public static final String KEY = "wrapping";

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        newVersion();
        settings.put("keysweep.encryption.key-vault-key", keyId());
        settings.put("keysweep.encryption.wrap-with", "key-vault-key");
        settings.put("keysweep.encryption.key-refresh", "1s");
        settings.put("keysweep.rotation.backups-per-step", "3");
        settings.put("keysweep.rotation.keys-per-step", "3");
        settings.put("keysweep.rotation.step-timeout", "8s");
        settings.put("keysweep.rotation.lease", "10s");
        return settings;
    }

    /** The wrapping key without a version. */
    public static String keyId() {
        return vault().keyId(KEY);
    }

    /** Makes the key, or a new version of it; gives its id. */
    public static String newVersion() {
        return vault().createWrappingKey(KEY);
    }

    /** Turns a version of the key off, or on again. */
    public static void enable(String keyId, boolean enabled) {
        vault().enableKey(URI.create(keyId).getPath(), enabled);
    }

    /** Azure answers nothing about the wrapping key. */
    public static void goesAway() {
        vault().refuses("wrapkey", "unwrapkey", "get");
    }

    /** The ids of the versions. */
    public static JsonPath key() {
        return vault().key(KEY).extract().jsonPath();
    }
}
