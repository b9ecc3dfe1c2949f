package io.keysweep.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.encryption.UnwrapException;
import io.keysweep.support.AzureVault;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored opens to what Azure gave, and to nothing else. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class BlobCipherTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    // 8 bytes in hex: not there by chance.
    private static final int PIECE = 16;

    @Inject
    BlobCipher cipher;

    @Inject
    KeyBackupRepository backups;

    @Inject
    DataKeyRepository dataKeys;

    private final String account = Seed.account();
    private final String name = "orders-" + UUID.randomUUID();
    private UUID vault;
    private UUID key;

    @BeforeEach
    void seedKey() {
        AzureVault.number(1).createKey(name);
        vault = AzureVault.number(1).register(account, "payments");
        key = Seed.key(vault, name);
    }

    private UUID take() {
        return UUID.fromString(Callers.admin(account)
                .noContentType()
                .post("/api/v1/cckm/azure/keys/" + key + "/backups")
                .then()
                .statusCode(201)
                .extract()
                .path("id"));
    }

    private static <T> T now(Uni<T> uni) {
        return uni.await().atMost(SOON);
    }

    private byte[] open(UUID backup) {
        return now(backups.blob(account, backup).chain(cipher::open));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void opensEveryStoredBlobToWhatItsDigestAndSizeSay() {
        for (UUID backup : List.of(take(), take(), take())) {
            byte[] blob = open(backup);

            assertEquals(
                    List.of(sha256(blob)),
                    Seed.query(String.class, "SELECT encode(blob_digest, 'hex') FROM key_backup WHERE id = ?", backup));
            assertEquals(
                    List.of(blob.length),
                    Seed.query(Integer.class, "SELECT blob_size FROM key_backup WHERE id = ?", backup));
        }
    }

    @Test
    void storesNoPartOfTheBlobInTheClear() {
        UUID backup = take();
        String blob = HexFormat.of().formatHex(open(backup));
        String row = Seed.query(
                        String.class,
                        "SELECT encode(blob, 'hex') || encode(convert_to(b::text, 'UTF8'), 'hex') || b::text"
                                + " FROM key_backup b WHERE id = ?",
                        backup)
                .get(0);

        assertTrue(row.length() > blob.length());
        for (int start = 0; start + PIECE <= blob.length(); start += 2) {
            String piece = blob.substring(start, start + PIECE);
            assertFalse(row.contains(piece), () -> "in the clear: " + piece);
        }
    }

    @Test
    void opensToABackupThatAzureRestoresWithAllItsVersions() {
        AzureVault.number(1).createKey(name);

        JsonPath restored = AzureVault.number(2).restore(open(take()));

        assertTrue(restored.getString("key.kid").contains("/keys/" + name + "/"));
        assertEquals(2, AzureVault.number(2).versions(name));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 2_500, 3_000_000})
    void opensToExactlyWhatWasSealed(int size) {
        byte[] blob = new byte[size];
        new Random(size).nextBytes(blob);

        SealedBlob stored = now(cipher.seal(UUID.randomUUID(), account, vault, blob));

        assertArrayEquals(blob, now(cipher.open(stored)));
    }

    @Test
    void sealsTheSameBlobDifferentlyEachTime() {
        byte[] blob = new byte[100];
        UUID id = UUID.randomUUID();

        String first = sha256(now(cipher.seal(id, account, vault, blob)).bytes());
        String second = sha256(now(cipher.seal(id, account, vault, blob)).bytes());

        assertNotEquals(first, second);
    }

    @Test
    void opensForTheSameBackupOfTheSameAccountOnly() {
        SealedBlob stored = now(backups.blob(account, take()));

        assertThrows(UnwrapException.class, () -> now(cipher.open(of(UUID.randomUUID(), account, stored))));
        assertThrows(UnwrapException.class, () -> now(cipher.open(of(stored.backupId(), "other", stored))));
    }

    private static SealedBlob of(UUID backup, String account, SealedBlob stored) {
        return new SealedBlob(backup, account, stored.dataKey(), stored.bytes(), stored.digest());
    }

    @Test
    void doesNotOpenOnceABitIsChanged() {
        UUID backup = take();
        int length = Seed.query(Integer.class, "SELECT length(blob) FROM key_backup WHERE id = ?", backup)
                .get(0);

        for (int bit : new int[] {0, 95, 96, 1_000, length * 8 - 129, length * 8 - 128, length * 8 - 1}) {
            flip("blob", bit, backup);
            assertThrows(UnwrapException.class, () -> open(backup), () -> "bit " + bit);
            flip("blob", bit, backup);
        }
        flip("blob_digest", 17, backup);
        assertThrows(UnwrapException.class, () -> open(backup));
        flip("blob_digest", 17, backup);
        assertDoesNotThrow(() -> open(backup), "opens again once all bits are back");
    }

    private static void flip(String column, int bit, UUID backup) {
        Seed.update(
                "UPDATE key_backup SET " + column + " = set_bit(" + column + ", ?::bigint, 1 - get_bit(" + column
                        + ", ?::bigint)) WHERE id = ?",
                bit,
                bit,
                backup);
    }

    @Test
    void doesNotOpenInTheRowOfAnotherBackup() {
        UUID one = take();
        UUID other = take();
        Seed.update(
                "UPDATE key_backup b SET blob = o.blob, blob_digest = o.blob_digest, data_key_id = o.data_key_id"
                        + " FROM key_backup o WHERE (b.id, o.id) IN ((?, ?), (?, ?))",
                one,
                other,
                other,
                one);

        assertThrows(UnwrapException.class, () -> open(one));
        assertThrows(UnwrapException.class, () -> open(other));
    }

    @Test
    void doesNotOpenWithTheDataKeyOfAnotherVault() {
        UUID backup = take();
        AzureVault.number(2).createKey(name);
        key = Seed.key(AzureVault.number(2).register(account, "other"), name);
        UUID elsewhere = take();
        Seed.update(
                "UPDATE key_backup SET data_key_id = (SELECT data_key_id FROM key_backup WHERE id = ?) WHERE id = ?",
                elsewhere,
                backup);

        assertThrows(UnwrapException.class, () -> open(backup));
    }

    @Test
    void doesNotUnwrapADataKeyThatWasMovedOrChanged() {
        SealedBlob stored = now(backups.blob(account, take()));
        DataKey dataKey = stored.dataKey();
        byte[] changed = dataKey.wrapped().clone();
        changed[changed.length - 1] ^= 1;

        for (DataKey wrong : List.of(
                new DataKey(UUID.randomUUID(), account, vault, dataKey.wrapped(), dataKey.wrappingKey()),
                new DataKey(UUID.randomUUID(), account, vault, changed, dataKey.wrappingKey()),
                new DataKey(UUID.randomUUID(), account, vault, dataKey.wrapped(), "no-such-wrapping-key"))) {
            assertThrows(
                    UnwrapException.class,
                    () -> now(cipher.open(
                            new SealedBlob(stored.backupId(), account, wrong, stored.bytes(), stored.digest()))));
        }
    }

    @Test
    void goesOnWithTheDataKeyOfWhoeverWasFirst() {
        DataKey first = new DataKey(UUID.randomUUID(), account, vault, new byte[] {1}, "a");
        DataKey second = new DataKey(UUID.randomUUID(), account, vault, new byte[] {2}, "b");

        assertNull(now(dataKeys.current(account, vault, null)));
        assertEquals(first.id(), now(dataKeys.createUnlessThere(first, null)).id());
        DataKey inForce = now(dataKeys.createUnlessThere(second, null));

        assertEquals(first.id(), inForce.id());
        assertArrayEquals(first.wrapped(), inForce.wrapped());
        assertEquals("a", inForce.wrappingKey());
        assertEquals(first.id(), now(dataKeys.current(account, vault, null)).id());
        assertNull(now(dataKeys.current(Seed.account(), vault, null)));
    }

    @Test
    void findsNoBlobForAnotherAccount() {
        UUID backup = take();

        assertNull(now(backups.blob(Seed.account(), backup)));
        assertNull(now(backups.blob(account, UUID.randomUUID())));
    }
}
