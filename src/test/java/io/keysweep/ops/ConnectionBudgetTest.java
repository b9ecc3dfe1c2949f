package io.keysweep.ops;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;

import org.junit.jupiter.api.Test;

class ConnectionBudgetTest {

    private static final int NONE = -1;

    @Test
    void namesTheNumbersAndTheSettingThatFits() {
        String warning = ConnectionBudget.warning(10, 22, new ConnectionLimits(97, 50, NONE))
                .orElseThrow();

        assertThat(
                warning,
                containsString("replicas=10 perReplica=22 needed=220 allowed=50 allowedByServer=97:"
                        + " set quarkus.datasource.reactive.max-size to 5 or less"));
    }
}
