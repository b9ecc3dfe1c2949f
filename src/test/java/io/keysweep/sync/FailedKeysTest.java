package io.keysweep.sync;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.keysweep.azure.VaultRef;
import io.keysweep.support.LoggedRecords;
import io.keysweep.sweep.SliceKind;
import io.keysweep.sweep.SliceLease;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FailedKeysTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final FailedKeys reporter = new FailedKeys(registry);

    private static VaultStep step() {
        SliceLease lease = new SliceLease(UUID.randomUUID(), "back-up-keys", 0, 1, SliceKind.VAULT_RANGE, 0);
        OffsetDateTime now = OffsetDateTime.now();
        return new VaultStep(
                lease,
                "kylo",
                UUID.randomUUID(),
                "payments",
                new VaultRef(URI.create("https://payments.vault.azure.net"), "kylo", null),
                Phase.BACK_UP,
                null,
                0,
                0,
                now,
                now,
                true,
                true,
                UUID.randomUUID());
    }

    private static List<FailedKey> keys(int count) {
        return Stream.generate(() -> new FailedKey(UUID.randomUUID(), "no such key"))
                .limit(count)
                .toList();
    }

    private List<String> logged(int failed, long before) {
        try (LoggedRecords logged = LoggedRecords.of("io.keysweep.sync")) {
            reporter.report(step(), keys(failed), before);
            return logged.lines();
        }
    }

    @Test
    void eachKeyHasALineUpToABoundAJob() {
        assertThat(logged(25, 0), hasSize(25));
        List<String> last = logged(25, 90);
        assertThat(last, hasSize(11));
        assertThat(last.get(10), containsString("more keys failed than are logged"));
        assertThat(logged(25, 100), hasSize(0));
        assertThat(logged(25, 5_000), hasSize(0));
    }

    @Test
    void allAreCounted() {
        logged(25, 0);
        logged(25, 100);

        assertThat(
                registry.get("keysweep.keys.failed")
                        .tag("operation", "back-up-keys")
                        .counter()
                        .count(),
                is(50.0));
        assertThat(
                registry.get("keysweep.keys.failed")
                        .tag("operation", "synchronize-keys")
                        .counter()
                        .count(),
                is(0.0));
    }
}
