package io.keysweep.sync;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.keysweep.azure.KeyPage;
import io.keysweep.azure.KeyVaultException;
import io.keysweep.azure.VaultRef;
import io.keysweep.sweep.SliceKind;
import io.keysweep.sweep.SliceLease;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Lists of vaults that do not come to an end. */
class VaultStepTest {

    private static final String FIRST = "https://payments.vault.azure.net/keys?$skiptoken=1";
    private static final String SECOND = "https://payments.vault.azure.net/keys?$skiptoken=2";

    private static VaultStep step(String continuation, int chunks) {
        OffsetDateTime now = OffsetDateTime.now();
        return new VaultStep(
                new SliceLease(UUID.randomUUID(), "synchronize-keys", 0, 1, SliceKind.VAULT_RANGE, 0),
                "kylo",
                UUID.randomUUID(),
                "payments",
                new VaultRef(URI.create("https://payments.vault.azure.net"), "kylo", null),
                Phase.LIVE,
                continuation,
                0,
                chunks,
                now,
                now,
                true,
                false,
                null);
    }

    private static KeyPage page(String next) {
        return new KeyPage(List.of(), Optional.ofNullable(next));
    }

    private static String refusal(VaultStep step, KeyPage page) {
        return assertThrows(KeyVaultException.Refused.class, () -> step.following(page))
                .getMessage();
    }

    @Test
    void goesOnToAnotherPageOrToTheEnd() {
        assertThat(step(null, 0).following(page(FIRST)), equalTo(Optional.of(FIRST)));
        assertThat(step(FIRST, 1).following(page(SECOND)), equalTo(Optional.of(SECOND)));
        assertThat(step(SECOND, 40_000).following(page(null)), equalTo(Optional.empty()));
    }

    @Test
    void doesNotGoRound() {
        assertThat(refusal(step(FIRST, 1), page(FIRST)), containsString("leads back to the page"));
    }

    @Test
    void doesNotGoOnForEver() {
        assertThat(refusal(step(FIRST, 40_000), page(SECOND)), containsString("after 40000 steps"));
    }
}
