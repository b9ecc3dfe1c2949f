package io.keysweep.chaos;

import io.keysweep.support.Eventually;
import io.keysweep.support.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** Some processes of the packaged service on one database. */
final class Replicas implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final String FAKETIME = "test.keysweep.faketime";

    private final List<ServiceProcess> processes = new CopyOnWriteArrayList<>();
    private final List<Integer> clockHours;
    private final Map<String, String> settings;
    private final Random random;

    private Replicas(Map<String, String> settings, List<Integer> clockHours, Random random) {
        this.settings = new HashMap<>(settings);
        this.clockHours = clockHours;
        this.random = random;
    }

    /** Starts so many; returns when all are ready. */
    static Replicas start(int count, Map<String, String> settings, Random random) {
        return start(java.util.Collections.nCopies(count, 0), settings, random);
    }

    /** Starts one a number, its clock so many hours off. */
    static Replicas start(List<Integer> clockHours, Map<String, String> settings, Random random) {
        Replicas replicas = new Replicas(settings, clockHours, random);
        clockHours.forEach(hours -> replicas.processes.add(replicas.launch(hours)));
        try {
            replicas.awaitReady();
            return replicas;
        } catch (RuntimeException | Error notReady) {
            replicas.close();
            throw notReady;
        }
    }

    /** The library that shifts clocks, if it is there: {@code -Dtest.keysweep.faketime} or where Debian puts it. */
    static Path fakeTime() {
        return Path.of(System.getProperty(FAKETIME, "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"));
    }

    private ServiceProcess launch(int clockHours) {
        Map<String, String> environment = clockHours == 0
                ? Map.of()
                : Map.of(
                        "LD_PRELOAD",
                        fakeTime().toString(),
                        "FAKETIME",
                        (clockHours < 0 ? "" : "+") + clockHours + "h",
                        "FAKETIME_DONT_FAKE_MONOTONIC",
                        "1",
                        // Its waits are till a moment of the monotonic clock, and would all be over at once.
                        "FAKETIME_FORCE_MONOTONIC_FIX",
                        "0");
        return ServiceProcess.launch(settings, ServiceProcess.quickStartWithHeap("192m"), environment);
    }

    /** Waits until each says that it is ready. One that gave its start up is started again, as whoever runs it would do. */
    void awaitReady() {
        Eventually.within(DEADLINE, "all replicas are ready", () -> {
            for (int number = 0; number < processes.size(); number++) {
                if (!processes.get(number).alive()) {
                    processes.set(number, launch(clockHours.get(number)));
                }
            }
            return processes.stream().allMatch(ServiceProcess::ready);
        });
    }

    /** The URI of one of them, ready or not. */
    String anyUri() {
        return processes.get(random.nextInt(processes.size())).baseUri();
    }

    /** The URI of one. */
    String uri(int number) {
        return processes.get(number).baseUri();
    }

    /** Kills one as an operating system does, whatever it is at, and launches another in its place. */
    void killOne() {
        int victim = random.nextInt(processes.size());
        processes.get(victim).kill();
        processes.set(victim, launch(clockHours.get(victim)));
    }

    /** Waits until one is ready, so that there is work to be interrupted. */
    void awaitAnyReady() {
        Eventually.within(
                DEADLINE, "a replica is ready", () -> processes.stream().anyMatch(ServiceProcess::ready));
    }

    /** Stops one in its tracks. */
    void pause(int number) {
        processes.get(number).pause();
    }

    /** Lets it go on as if nothing had happened. */
    void goOn(int number) {
        processes.get(number).goOn();
    }

    /** The last lines of each one's log, for a message. */
    String logs() {
        List<String> logs = new ArrayList<>();
        for (ServiceProcess process : processes) {
            List<String> lines = process.log().lines().toList();
            logs.add(String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size())));
        }
        return String.join("\n---\n", logs);
    }

    @Override
    public void close() {
        processes.forEach(ServiceProcess::close);
    }
}
