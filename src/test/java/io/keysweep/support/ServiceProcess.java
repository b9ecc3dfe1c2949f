package io.keysweep.support;

import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** The packaged service, JVM or native, as a process of its own that can be killed as an operating system kills. */
public final class ServiceProcess implements AutoCloseable {

    // Of a start or an end at the worst: on a busy machine, with the classes being kept.
    private static final Duration START = Duration.ofMinutes(3);
    /** Written by each build that packages. */
    static final Path ARTIFACT = Path.of("target", "quarkus-artifact.properties");

    // What a process says is there after the tests too.
    private static final Path LOGS = Path.of("target", "service-logs");

    private static final String READY = "/q/health/ready";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    // A test's process ends before a second compiler would have paid. Any JVM may leave out what it does not know.
    private static final List<String> QUICK_START =
            List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    private final Process process;
    private final int port;
    private final Path log;

    private ServiceProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Starts one with these settings on a free port, and returns when it is ready. */
    public static ServiceProcess start(Map<String, String> settings) {
        ServiceProcess service = launch(settings);
        service.awaitReady();
        return service;
    }

    /** Starts one and does not wait. */
    public static ServiceProcess launch(Map<String, String> settings) {
        return launch(settings, quickStart(SharedClasses.toUse()), Map.of());
    }

    /** The same with so much heap and no more, such as {@code 96m}. */
    public static ServiceProcess launchWithHeap(String most, Map<String, String> settings) {
        return launch(settings, quickStartWithHeap(most), Map.of());
    }

    /** Starts one that keeps its classes, when it ends, for those that are started after it; returns when it is ready. */
    static ServiceProcess startKeepingClasses(Map<String, String> settings) {
        ServiceProcess service = launch(settings, quickStart(SharedClasses.toMake()), Map.of());
        service.awaitReady();
        return service;
    }

    /** Options of the JVM for a process that does not live for long, with so much heap and no more. */
    public static List<String> quickStartWithHeap(String most) {
        List<String> options = quickStart(SharedClasses.toUse());
        options.add("-Xmx" + most);
        return options;
    }

    private static List<String> quickStart(List<String> sharedClasses) {
        List<String> options = new ArrayList<>(QUICK_START);
        options.addAll(sharedClasses);
        return options;
    }

    /** Starts one with these options of the JVM, of which a native executable takes the heap alone, and does not wait. */
    public static ServiceProcess launch(
            Map<String, String> settings, List<String> javaOptions, Map<String, String> environment) {
        try {
            int port = Ports.free();
            Path log = Files.createTempFile(Files.createDirectories(LOGS), "keysweep-", ".log");
            List<String> command = command();
            List<String> options = new ArrayList<>();
            Map<String, String> all = new HashMap<>(TestEnvironment.wideLimits());
            all.putAll(settings);
            all.forEach((name, value) -> options.add("-D" + name + "=" + value));
            options.add("-Dquarkus.http.port=" + port);
            command.addAll(1, options);
            boolean jvm = command.contains("-jar");
            command.addAll(
                    1,
                    javaOptions.stream()
                            .filter(option -> jvm || option.startsWith("-Xmx"))
                            .toList());
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            return new ServiceProcess(process, port, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command() throws IOException {
        Properties artifact = new Properties();
        try (InputStream in = Files.newInputStream(ARTIFACT)) {
            artifact.load(in);
        }
        // Absolute, as Quarkus names it for the tests it starts it for: kept classes go with the name.
        String path =
                Path.of("target", artifact.getProperty("path")).toAbsolutePath().toString();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ArrayList<>(
                "native".equals(artifact.getProperty("type")) ? List.of(path) : List.of(java, "-jar", path));
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** {@code http://localhost:port}. */
    public String baseUri() {
        return "http://localhost:" + port;
    }

    /** Requests to it by an administrator of the account. */
    public RequestSpecification admin(String account) {
        return Callers.admin(account).baseUri(baseUri()).port(port);
    }

    /** Whether it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Whether it runs and says, within a second, that it is ready. */
    public boolean ready() {
        return alive() && status(READY, Duration.ofSeconds(1)) == 200;
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** What it has logged so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it without a chance to do anything about it: SIGKILL. */
    public void kill() {
        awaitEnd(process.destroyForcibly());
    }

    /** Asks it to stop: SIGTERM. */
    public int stop() {
        process.destroy();
        awaitEnd(process);
        return process.exitValue();
    }

    /** Stops it in its tracks: SIGSTOP. */
    public void pause() {
        signal("STOP");
    }

    /** Lets it go on as if nothing had happened: SIGCONT. */
    public void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new AssertionError("kill -" + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits until it ends by itself. */
    public int awaitExit() {
        awaitEnd(process);
        return process.exitValue();
    }

    private void awaitEnd(Process ending) {
        try {
            if (!ending.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the service does not end:\n" + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits until it says that it is ready. */
    public void awaitReady() {
        awaitStatus(READY, 200);
    }

    /** Waits until a GET of the path is answered with the status. */
    public void awaitStatus(String path, int status) {
        Eventually.within(START, path + " is answered with " + status, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the service ended with " + process.exitValue() + ":\n" + log());
            }
            return status(path) == status;
        });
    }

    /** The status that a GET of the path is answered with; 0 if it is not. */
    public int status(String path) {
        return status(path, Duration.ofSeconds(5));
    }

    private int status(String path, Duration timeout) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUri() + path))
                .timeout(timeout)
                .build();
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
