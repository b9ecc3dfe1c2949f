package io.keysweep.chaos;

import io.keysweep.support.OwnProcesses;
import io.keysweep.support.Seed;
import io.keysweep.support.ServiceProcess;
import io.keysweep.support.TestEnvironment;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/**
 * Sequences of calls made at random, against the packaged service, beside {@link JobModel}. {@code -Dmodel.steps} makes them
 * longer; jqwik prints the seed of a sequence that fails.
 */
@OwnProcesses
class JobModelIT {

    private static final int STEPS = Integer.getInteger("model.steps", 25);

    // Jobs of accounts that were not told to wait go at once.
    private static final String GATE =
            """
            CREATE FUNCTION model_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
                NEW.not_before := now() + interval '1 day';
                RETURN NEW;
            END $$;
            CREATE TRIGGER model_gate BEFORE INSERT ON bulk_job FOR EACH ROW EXECUTE FUNCTION model_gate()""";

    private static TestEnvironment environment;
    private static Map<String, String> settings;
    private static ServiceProcess service;
    private static int steps;

    @BeforeContainer
    static void start() {
        environment = new TestEnvironment();
        settings = new HashMap<>(environment.start());
        service = ServiceProcess.start(settings);
        Seed.update(GATE);
    }

    @AfterContainer
    static void stop() {
        if (service != null) {
            service.close();
        }
        environment.stop();
    }

    // A start takes seconds: the service crashes once in so many steps, whatever the dice say.
    private static void crash() {
        if (steps++ % STEPS == 0) {
            service.kill();
            service = ServiceProcess.start(settings);
        }
    }

    @Provide
    static Arbitrary<ActionChain<JobModel>> chains() {
        return ActionChain.startWith(() -> new JobModel(() -> service))
                .withAction(5, step("insert", JobModel::insert))
                .withAction(3, step("hold", JobModel::hold))
                .withAction(2, step("release", JobModel::release))
                .withAction(6, step("create", JobModel::create))
                .withAction(3, step("repeat", JobModel::repeat))
                .withAction(2, step("cancel", JobModel::cancel))
                .withAction(2, step("delete", JobModel::delete))
                .withAction(4, step("run", (model, number) -> model.runToEnd(() -> {})))
                .withAction(1, step("run and crash", (model, number) -> model.runToEnd(JobModelIT::crash)))
                .withMaxTransformations(STEPS);
    }

    private static Action.Independent<JobModel> step(String name, BiConsumer<JobModel, Integer> does) {
        return () -> Arbitraries.integers()
                .between(0, 10_000)
                .map(number -> Transformer.mutate(name + " " + number, model -> does.accept(model, number)));
    }

    @Property(tries = 3, shrinking = ShrinkingMode.OFF)
    void doesWhatTheModelSays(@ForAll("chains") ActionChain<JobModel> chain) {
        JobModel end = chain.run();
        end.runToEnd(() -> {});
    }
}
