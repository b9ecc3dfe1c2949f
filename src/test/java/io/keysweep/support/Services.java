package io.keysweep.support;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The packaged service as processes, beside a database and a local Key Vault of their own. A test registers it as an
 * extension: in a static field the surroundings are there for all tests of the class, in another for each test anew. Processes
 * are killed after each test, whatever came of it, once the test's own {@code @AfterEach} are done.
 */
public final class Services implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private final TestEnvironment environment;
    private final Map<String, String> own = new HashMap<>();
    private final List<ServiceProcess> started = new ArrayList<>();
    private boolean migrates;
    private boolean ofOneTest;
    private Map<String, String> settings;

    /** With the settings of {@link TestEnvironment}. */
    public Services() {
        this(new TestEnvironment());
    }

    /** With the settings of another environment. */
    public Services(TestEnvironment environment) {
        this.environment = environment;
    }

    /** A setting that the test has otherwise. */
    public Services with(String name, String value) {
        own.put(name, value);
        return this;
    }

    /** Makes the schema beforehand, for data that is there before the first process is. */
    public Services migrated() {
        migrates = true;
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        begin();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (settings == null) {
            ofOneTest = true;
            begin();
        }
    }

    private void begin() {
        settings = new HashMap<>(environment.start());
        settings.putAll(own);
        if (migrates) {
            add(ServiceProcess.startKeepingClasses(settings)).stop();
            SharedClasses.share();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        started.forEach(ServiceProcess::close);
        started.clear();
        if (ofOneTest) {
            end();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        end();
    }

    private void end() {
        environment.stop();
        settings = null;
    }

    /** What {@link #start} starts with; a copy, to be changed at will. */
    public Map<String, String> settings() {
        return new HashMap<>(settings);
    }

    /** Starts one, and returns when it is ready. */
    public ServiceProcess start() {
        return start(settings);
    }

    /** The same with these settings and no others. */
    public ServiceProcess start(Map<String, String> other) {
        ServiceProcess service = launch(other);
        service.awaitReady();
        return service;
    }

    /** Starts one with these settings and no others, and does not wait. */
    public ServiceProcess launch(Map<String, String> other) {
        return add(ServiceProcess.launch(other));
    }

    /** Starts one with so much heap and no more, such as {@code 96m}, and returns when it is ready. */
    public ServiceProcess startWithHeap(String most) {
        ServiceProcess service = add(ServiceProcess.launchWithHeap(most, settings));
        service.awaitReady();
        return service;
    }

    // Before anybody waits for it: one that does not get ready is ended as well.
    private ServiceProcess add(ServiceProcess service) {
        started.add(service);
        return service;
    }
}
