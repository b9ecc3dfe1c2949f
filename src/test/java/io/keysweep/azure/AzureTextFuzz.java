package io.keysweep.azure;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What Azure, or somebody in its place, writes: waits are bounded, and no link leads a token anywhere else. */
public final class AzureTextFuzz {

    private static final URI SERVER = URI.create("https://management.azure.com");
    private static final String WITHIN = "/subscriptions/12e533dd/";
    private static final Duration LONGEST = Duration.ofSeconds(1_000_000_000);

    private AzureTextFuzz() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        RetryAfter.seconds(text).ifPresent(wait -> {
            if (wait.isNegative() || wait.compareTo(LONGEST) > 0) {
                throw new IllegalStateException("waits " + wait);
            }
        });
        checkLink(text);
        checkLink(SERVER + WITHIN + text);
    }

    private static void checkLink(String text) {
        try {
            URI next = ArmLink.next(SERVER, text, WITHIN);
            boolean ours = next.getHost().equals(SERVER.getHost())
                    && next.getPort() == SERVER.getPort()
                    && next.normalize().getPath().regionMatches(true, 0, WITHIN, 0, WITHIN.length());
            if (!ours) {
                throw new IllegalStateException("leads to " + next);
            }
        } catch (KeyVaultException.ForeignLink e) {
            // A link that is not followed.
        }
    }
}
