package io.keysweep.ops;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;

import io.keysweep.dev.EmbeddedDatabase;
import io.keysweep.support.ServiceProcess;
import io.keysweep.support.TestEnvironment;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packaged service as it starts, or does not. */
class StartupIT {

    private static TestEnvironment environment;
    private static Map<String, String> settings;

    private ServiceProcess first;
    private ServiceProcess second;

    @BeforeAll
    static void startDatabase() {
        environment = new TestEnvironment();
        settings = new HashMap<>(environment.start());
    }

    @AfterAll
    static void stopDatabase() {
        environment.stop();
    }

    @AfterEach
    void stopServices() {
        for (ServiceProcess service : new ServiceProcess[] {first, second}) {
            if (service != null) {
                service.close();
            }
        }
    }

    @Test
    void migratesOnceHoweverManyStartAtTheSameTime() {
        try (EmbeddedDatabase empty = EmbeddedDatabase.start()) {
            Map<String, String> onEmpty = new HashMap<>(settings);
            onEmpty.putAll(empty.settings());
            first = ServiceProcess.launch(onEmpty);
            second = ServiceProcess.launch(onEmpty);

            first.awaitReady();
            second.awaitReady();
            first.close();
            second.close();
        }
    }

    @Test
    void saysWhatIsWrongWithItsSettingsAndDoesNotStart() {
        Map<String, String> wrong = new HashMap<>(settings);
        wrong.put("keysweep.sweep.slices-per-replica", "0");
        wrong.put("keysweep.swep.chunk-size", "10");
        first = ServiceProcess.launch(wrong);

        assertThat(first.awaitExit(), greaterThan(0));
        assertThat(first.log(), containsString("keysweep.sweep.slices-per-replica must be 1 to 64, is 0"));
        assertThat(first.log(), containsString("keysweep.swep.chunk-size is no setting"));
    }

    @Test
    void saysThatItHasNoDatabaseAndDoesNotStart() {
        Map<String, String> none = new HashMap<>(settings);
        none.keySet().removeIf(name -> name.startsWith("quarkus.datasource."));
        first = ServiceProcess.launch(none);

        assertThat(first.awaitExit(), greaterThan(0));
        assertThat(first.log(), containsString("quarkus.datasource."));
    }
}
