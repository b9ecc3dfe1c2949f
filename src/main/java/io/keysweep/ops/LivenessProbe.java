package io.keysweep.ops;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The health check of an image that has neither shell nor curl: one request over a plain socket, before anything of the
 * service is started.
 *
 * @param port where the service listens
 */
public record LivenessProbe(int port) {

    private static final String PORT = "QUARKUS_HTTP_PORT";
    private static final String USUAL_PORT = "8080";
    private static final int LIMIT_MILLIS = 4_000;
    private static final String REQUEST = "GET /q/health/live HTTP/1.0\r\nHost: localhost\r\n\r\n";

    /** For the service in the same container, where its port is set, if at all, by the environment. */
    static LivenessProbe ofThisMachine() {
        return new LivenessProbe(Integer.parseInt(System.getenv().getOrDefault(PORT, USUAL_PORT)));
    }

    /** Where the JVM's image enters, past all other classes: 0 if the service is live, else 1. */
    public static void main(String... arguments) {
        System.exit(ofThisMachine().ask() ? 0 : 1);
    }

    /** Whether the service says that it is live. */
    boolean ask() {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            String status = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return status != null && status.contains(" 200 ");
        } catch (IOException e) {
            return false;
        }
    }
}
