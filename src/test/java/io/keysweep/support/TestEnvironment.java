package io.keysweep.support;

import io.keysweep.dev.DevKeyFile;
import io.keysweep.dev.EmbeddedDatabase;
import io.keysweep.dev.keyvault.LocalKeyVault;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * What every test of the service runs against: a real PostgreSQL and a local Key Vault with three vaults, started once for
 * all test classes. System properties tell the tests where the vaults are, as the class loader that starts them is not
 * always the tests' own.
 */
public class TestEnvironment implements QuarkusTestResourceLifecycleManager {

    /** What the local user {@code admin} logs in with. */
    public static final String ADMIN_PASSWORD = "correct horse battery";

    /** The account that may use the identity of the platform, of which there is none in tests. */
    public static final String PLATFORM_ACCOUNT = "platform-account";

    private static final String VAULT_URI = "test.keysweep.vault-uri-";
    private static final String FAULT_URI = "test.keysweep.fault-uri";
    private static final String AZURE_URI = "test.keysweep.azure-uri";

    /** The system property that tells tests, in whatever class loader, where the database is. */
    static final String JDBC_URL = "test.keysweep.jdbc-url";

    // So that a few dozen backups make several slices of several chunks.
    private static final Map<String, String> SMALL_PARTS = Map.of(
            "keysweep.sweep.slice-size", "40",
            "keysweep.sweep.first-slice-size", "40",
            "keysweep.sweep.chunk-size", "10",
            "keysweep.sweep.lease", "2s",
            "keysweep.sweep.lock-timeout", "250ms",
            "keysweep.sweep.poll-interval", "200ms",
            "keysweep.sweep.back-off-maximum", "500ms",
            "keysweep.sweep.failed-items-limit", "50",
            "keysweep.sweep.attempts", "100");

    // A vault that stays away is given up soon, and one whose replica was killed is taken over soon.
    private static final Map<String, String> SHORT_STEPS = Map.of(
            "keysweep.sync.step-timeout", "10s",
            "keysweep.sync.lease", "12s",
            "keysweep.sync.attempts", "4",
            "keysweep.azure.calls-per-vault", "100000",
            "keysweep.schedule.poll-interval", "200ms",
            "keysweep.schedule.keep-ended", "36500D",
            // Seeded data keys wait for their backups for as long as they like; tests look for themselves.
            "keysweep.encryption.destroy-interval", "1D",
            // Seeded data keys open nowhere.
            "keysweep.encryption.lost-keys", "seed");

    // As the packaged service needs it: in dev mode and in tests it is on by itself, with another password.
    private static final Map<String, String> LOCAL_LOGIN =
            Map.of("keysweep.auth.local.enabled", "true", "keysweep.auth.local.admin-password", ADMIN_PASSWORD);

    // Tests send in a second what no caller does; those of the limits set their own.
    private static final String WITHOUT_END = "1000000";
    private static final Map<String, String> WIDE_LIMITS = Map.of(
            "keysweep.limits.caller-rate", WITHOUT_END,
            "keysweep.limits.caller-burst", WITHOUT_END,
            "keysweep.limits.account-rate", WITHOUT_END,
            "keysweep.limits.account-burst", WITHOUT_END,
            "keysweep.limits.address-rate", WITHOUT_END,
            "keysweep.limits.address-burst", WITHOUT_END,
            "keysweep.limits.jobs-per-account", WITHOUT_END,
            "keysweep.auth.local.lock-out.user-failures", WITHOUT_END,
            "keysweep.auth.local.lock-out.address-failures", WITHOUT_END);

    /** What lets a test send as much as it can. */
    public static Map<String, String> wideLimits() {
        return WIDE_LIMITS;
    }

    // A fault that stays is found out soon; how long the waits are is tested in package azure.
    private static final Map<String, String> SHORT_WAITS =
            Map.of("keysweep.azure.retry-delay", "10ms", "keysweep.azure.creates-per-vault", "2000");

    private EmbeddedDatabase database;
    private LocalKeyVault keyVault;

    /** The URI of vault 1, 2 or 3, as a client would register it. */
    public static URI vaultUri(int number) {
        return URI.create(System.getProperty(VAULT_URI + number));
    }

    /**
     * Where to POST a fault that the next calls to vault 1 meet, such as {@code {"count":2,"status":429}}; DELETE clears
     * them. No token.
     */
    public static URI faultUri() {
        return URI.create(System.getProperty(FAULT_URI));
    }

    /** Where identities log in and Azure Resource Manager is; below {@code /local} tests tell it what goes wrong. */
    public static URI azureUri() {
        return URI.create(System.getProperty(AZURE_URI));
    }

    /** From now on {@link Seed} works on this database and not on the one that was started. */
    public static void useDatabase(String jdbcUrl) {
        System.setProperty(JDBC_URL, jdbcUrl);
    }

    @Override
    public Map<String, String> start() {
        database = EmbeddedDatabase.start();
        keyVault = LocalKeyVault.start("test", "test", "test");
        System.setProperty(VAULT_URI + 1, keyVault.vault(1).uri().toString());
        System.setProperty(VAULT_URI + 2, keyVault.vault(2).uri().toString());
        System.setProperty(VAULT_URI + 3, keyVault.vault(3).uri().toString());
        System.setProperty(FAULT_URI, keyVault.vault(1).uri() + "/local/faults");
        System.setProperty(AZURE_URI, keyVault.azureUri().toString());
        System.setProperty(JDBC_URL, database.settings().get("quarkus.datasource.jdbc.url"));
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.putAll(keyVault.settings());
        settings.put("keysweep.azure.retry-delay", "20ms");
        settings.put("keysweep.connection.platform-identity-accounts", PLATFORM_ACCOUNT);
        settings.putAll(TestIssuer.start());
        settings.putAll(DevKeyFile.settings());
        settings.putAll(LOCAL_LOGIN);
        settings.putAll(WIDE_LIMITS);
        settings.putAll(SMALL_PARTS);
        settings.putAll(SHORT_WAITS);
        settings.putAll(SHORT_STEPS);
        return settings;
    }

    @Override
    public void stop() {
        if (keyVault != null) {
            keyVault.close();
        }
        if (database != null) {
            database.close();
        }
    }
}
