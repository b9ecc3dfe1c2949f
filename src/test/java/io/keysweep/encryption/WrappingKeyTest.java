package io.keysweep.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.keysweep.azure.KeyVaultException;
import io.keysweep.support.KeyVaultEnvironment;
import io.keysweep.support.LoggedRecords;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wrapping key as its users see it, over the local Key Vault. */
@QuarkusTest
@WithTestResource(KeyVaultEnvironment.class)
class WrappingKeyTest {

    private static final int BURST = 1_000;

    @Inject
    WrappingKey wrappingKey;

    private final byte[] key = new byte[32];

    WrappingKeyTest() {
        new Random().nextBytes(key);
    }

    @AfterEach
    void azureIsBack() {
        KeyVaultEnvironment.vault().mends();
    }

    private static <T> T now(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 32, 67, 138, 1_000})
    void opensToExactlyWhatWasWrapped(int size) {
        byte[] plain = new byte[size];
        new Random(size).nextBytes(plain);

        WrappedKey wrapped = now(wrappingKey.wrap(plain, "test/1"));

        assertArrayEquals(plain, now(wrappingKey.unwrap(wrapped, "test/1")));
        assertArrayEquals(plain, now(wrappingKey.unwrap(now(wrappingKey.rewrap(wrapped, "test/1")), "test/1")));
    }

    @Test
    void opensForItsPurposeOnlyAndNotOnceAByteIsChanged() {
        WrappedKey wrapped = now(wrappingKey.wrap(key, "test/1"));

        assertThrows(UnwrapException.class, () -> now(wrappingKey.unwrap(wrapped, "test/2")));
        for (int i = 0; i < wrapped.bytes().length; i += 7) {
            byte[] changed = wrapped.bytes().clone();
            changed[i] ^= 1;
            int at = i;
            assertThrows(
                    UnwrapException.class,
                    () -> now(wrappingKey.unwrap(new WrappedKey(changed, wrapped.wrappingKey()), "test/1")),
                    () -> "byte " + at);
        }
    }

    @Test
    void neverAsksAnotherVaultThanTheConfiguredOne() {
        WrappedKey wrapped = now(wrappingKey.wrap(key, "test/1"));

        for (String name : List.of(
                wrapped.wrappingKey().replace("localhost", "evil.example"),
                "http" + wrapped.wrappingKey().substring(5),
                wrapped.wrappingKey().replace("/keys/", "/secrets/"),
                "not a uri",
                "")) {
            assertThrows(
                    UnwrapException.class,
                    () -> now(wrappingKey.unwrap(new WrappedKey(wrapped.bytes(), name), "test/1")),
                    name);
        }
    }

    @Test
    void aBurstOfAThousandMakesOneCall() {
        WrappedKey wrapped = now(wrappingKey.wrap(key, "test/burst"));
        int before = KeyVaultEnvironment.vault().calls("unwrapkey");
        KeyVaultEnvironment.vault().meets(Map.of("operation", "unwrapkey", "count", 1, "delay_ms", 300));

        List<Uni<byte[]>> asked = IntStream.range(0, BURST)
                .mapToObj(n -> wrappingKey.unwrap(wrapped, "test/burst"))
                .toList();
        List<byte[]> keys = now(Uni.join().all(asked).andFailFast());

        keys.forEach(one -> assertArrayEquals(key, one));
        assertEquals(1, KeyVaultEnvironment.vault().calls("unwrapkey") - before);
    }

    @Test
    void whoGoesAwayTakesTheKeyFromNobodyWhoWaits() {
        WrappedKey wrapped = now(wrappingKey.wrap(key, "test/away"));
        int before = KeyVaultEnvironment.vault().calls("unwrapkey");
        KeyVaultEnvironment.vault().meets(Map.of("operation", "unwrapkey", "count", 1, "delay_ms", 300));

        UniAssertSubscriber<byte[]> goes =
                wrappingKey.unwrap(wrapped, "test/away").subscribe().withSubscriber(UniAssertSubscriber.create());
        UniAssertSubscriber<byte[]> stays =
                wrappingKey.unwrap(wrapped, "test/away").subscribe().withSubscriber(UniAssertSubscriber.create());
        goes.cancel();

        assertArrayEquals(key, stays.awaitItem(Duration.ofSeconds(20)).getItem());
        assertEquals(1, KeyVaultEnvironment.vault().calls("unwrapkey") - before);
    }

    @Test
    void aFailedLoadIsForItsCallersToTellAndLeavesNoStackTraceInTheLog() {
        WrappedKey wrapped = now(wrappingKey.wrap(key, "test/log"));
        try (LoggedRecords logged = LoggedRecords.of("")) {
            KeyVaultEnvironment.vault().meets(Map.of("operation", "unwrapkey", "count", 1, "status", 503));
            assertThrows(KeyVaultException.Unavailable.class, () -> now(wrappingKey.unwrap(wrapped, "test/log")));
            assertEquals(
                    List.of(),
                    logged.records().stream()
                            .filter(line -> line.getThrown() != null)
                            .map(line -> line.getLoggerName() + " " + line.getThrown())
                            .toList());
        }
    }

    @Test
    void aFailureIsKeptForNobody() {
        WrappedKey wrapped = now(wrappingKey.wrap(key, "test/1"));
        KeyVaultEnvironment.vault().meets(Map.of("operation", "unwrapkey", "count", 1, "status", 503));

        assertThrows(KeyVaultException.Unavailable.class, () -> now(wrappingKey.unwrap(wrapped, "test/1")));

        assertArrayEquals(key, now(wrappingKey.unwrap(wrapped, "test/1")));
    }

    @Test
    void aNewVersionWrapsFromNowOnAndTheOldOneStillOpens() {
        WrappedKey old = now(wrappingKey.wrap(key, "test/1"));
        String version = KeyVaultEnvironment.newVersion();

        WrappedKey anew = now(wrappingKey.rewrap(old, "test/1"));

        assertNotEquals(old.wrappingKey(), anew.wrappingKey());
        assertEquals(version, anew.wrappingKey());
        assertEquals(version, now(wrappingKey.current()));
        assertArrayEquals(key, now(wrappingKey.unwrap(old, "test/1")));
        assertArrayEquals(key, now(wrappingKey.unwrap(anew, "test/1")));
    }
}
