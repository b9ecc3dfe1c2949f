package io.keysweep.dev.keyvault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.keysweep.dev.keyvault.BackupBlob.Content;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BackupBlobTest {

    private final BackupBlob blobs = new BackupBlob();
    private final KeyPool pool = new KeyPool();

    @Property(tries = 40)
    void whatIsSealedOpensUnchanged(@ForAll @IntRange(min = 1, max = 20) int versions) {
        Content content = content(versions);

        Content opened = blobs.open(blobs.seal(content, "here"), "here");

        assertEquals(content.name(), opened.name());
        assertEquals(
                content.versions().stream().map(KeyVersion::toJson).toList(),
                opened.versions().stream().map(KeyVersion::toJson).toList());
    }

    @Property(tries = 500)
    void noBitCanBeChanged(
            @ForAll @IntRange(min = 0, max = 1_000_000) int position, @ForAll @IntRange(max = 7) int bit) {
        byte[] blob = blobs.seal(content(1), "here");
        blob[position % blob.length] ^= (byte) (1 << bit);

        assertRefused(blobs, blob, "here");
    }

    @Property(tries = 200)
    void noPartOfItOpens(@ForAll @IntRange(min = 0, max = 1_000_000) int length) {
        byte[] blob = blobs.seal(content(1), "here");

        assertRefused(blobs, Arrays.copyOf(blob, length % blob.length), "here");
    }

    @Property(tries = 20)
    void anotherGeographyOrServerCannotOpenIt(@ForAll @IntRange(min = 1, max = 3) int versions) {
        byte[] blob = blobs.seal(content(versions), "here");

        assertRefused(blobs, blob, "there");
        assertRefused(new BackupBlob(), blob, "here");
    }

    private Content content(int versions) {
        VaultKeys keys = new VaultKeys(Clock.systemUTC());
        KeyKind kind = KeyKind.of(new JsonObject().put("kty", "EC"));
        for (int i = 0; i < versions; i++) {
            keys.create("a-key", pool.draw(kind), new JsonObject().put("tags", new JsonObject().put("turn", "" + i)));
        }
        return keys.backUp("a-key");
    }

    private static void assertRefused(BackupBlob server, byte[] blob, String geography) {
        byte[] before = blob.clone();
        VaultError error = assertThrows(VaultError.class, () -> server.open(blob, geography));
        assertEquals(400, error.status());
        assertArrayEquals(before, blob);
    }
}
