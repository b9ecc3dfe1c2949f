package io.keysweep.rights;

import io.keysweep.support.Callers;
import io.keysweep.support.FullAccount;
import io.keysweep.support.Schedules;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.keysweep.vault.VaultAction;
import io.restassured.specification.RequestSpecification;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** An account with one of everything, callers of every role, and what its objects are called. */
final class Scene {

    private static final String MATERIAL = material();

    private final Map<String, String> known = new HashMap<>();
    private final FullAccount objects;

    Scene(Connection database) throws SQLException {
        objects = new FullAccount(database, known);
        known.put("name", account());
        known.put("password", TestEnvironment.ADMIN_PASSWORD);
        known.put("key_material", MATERIAL);
        known.put("vault_name", vaultName());
        known.put("backup_config_id", backupConfig());
        known.put("other_vault_id", Seed.vault(account(), "other-" + account()).toString());
        Seed.update(
                "UPDATE subscription SET subscription_id = ? WHERE account = ? AND id = ?::uuid",
                Seed.SUBSCRIPTION,
                account(),
                known.get("subscriptions/"));
        grant();
    }

    private String vaultName() {
        UUID vault = UUID.fromString(known.get("vault_id"));
        return Seed.query(String.class, "SELECT azure_name FROM vault WHERE id = ?", vault)
                        .get(0) + "::" + Seed.SUBSCRIPTION;
    }

    private String backupConfig() {
        Map<String, Object> body = new HashMap<>(Schedules.hourly("cckm_key_backup", Map.of()));
        body.put("run_at", "0 0 1 1 *");
        return new Schedules(() -> Callers.admin(account())).make(body);
    }

    private void grant() {
        UUID vault = UUID.fromString(known.get("vault_id"));
        String[] actions =
                Arrays.stream(VaultAction.values()).map(VaultAction::wireName).toArray(String[]::new);
        Seed.grantUser(vault, Role.EVERY_ACTION.subject(""), actions);
        Seed.grantGroup(vault, "Rights Group", actions);
        Seed.update(
                "INSERT INTO vault_acl (vault_id, grantee, is_group, actions)"
                        + " SELECT ?, 'local|but-' || a, false, array_remove(?, a) FROM unnest(?) a",
                vault,
                actions,
                actions);
        Seed.grantUser(vault, Role.NO_ACTION.subject("none"), actions);
    }

    /** Has more records in its audit than others: each account counts its own. */
    void recordMore() {
        Seed.update(
                "INSERT INTO subscription (id, account, subscription_id, display_name)"
                        + " SELECT gen_random_uuid(), ?, gen_random_uuid()::text, 'more' FROM generate_series(1, 100)",
                account());
    }

    /** What there is last of the account's audit. */
    void learnAudit() {
        Long last = Seed.query(Long.class, "SELECT max(seq) FROM audit_record WHERE account = ?", account())
                .get(0);
        known.put("records/", String.valueOf(last));
    }

    String account() {
        return objects.account();
    }

    FullAccount objects() {
        return objects;
    }

    /** Values by their names; changes nothing here. */
    Map<String, String> known() {
        return new HashMap<>(known);
    }

    RequestSpecification as(Role role, String action) {
        return Callers.as(account(), role.subject(action), role.groups());
    }

    private static String material() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\\n" + Base64.getEncoder().encodeToString(key)
                    + "\\n-----END PRIVATE KEY-----";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
