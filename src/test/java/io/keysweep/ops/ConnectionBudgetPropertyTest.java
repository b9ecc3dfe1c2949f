package io.keysweep.ops;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ConnectionBudgetPropertyTest {

    private static final int NONE = -1;

    @Property
    void warnsExactlyWhenMoreAreNeededThanAllowed(
            @ForAll @IntRange(min = 1, max = 10_000) int replicas,
            @ForAll @IntRange(min = 1, max = 1_000) int perReplica,
            @ForAll @IntRange(min = 1, max = 5_000) int server,
            @ForAll @IntRange(min = NONE, max = 5_000) int role,
            @ForAll @IntRange(min = NONE, max = 5_000) int database) {
        int allowed = Math.min(server, Math.min(role < 0 ? server : role, database < 0 ? server : database));

        boolean warns = ConnectionBudget.warning(replicas, perReplica, new ConnectionLimits(server, role, database))
                .isPresent();

        assertThat(warns, is((long) replicas * perReplica > allowed));
    }
}
