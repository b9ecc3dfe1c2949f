package io.keysweep.ops;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The health check of an image that has neither shell nor curl: one request over a socket, before anything of the service is
 * started. First without TLS and, if that is not how the service is served ({@code quarkus.http.insecure-requests} is
 * {@code disabled} or {@code redirect}), with it.
 *
 * <p>A service that wants certificates of its clients ({@code quarkus.http.ssl.client-auth=required}) refuses the probe.
 *
 * @param port where the service listens
 * @param tlsPort where it listens for TLS
 */
public record LivenessProbe(int port, int tlsPort) {

    private static final String PORT = "QUARKUS_HTTP_PORT";
    private static final String USUAL_PORT = "8080";
    private static final String TLS_PORT = "QUARKUS_HTTP_SSL_PORT";
    private static final String USUAL_TLS_PORT = "8443";
    private static final int LIMIT_MILLIS = 4_000;
    private static final String REQUEST = "GET /q/health/live HTTP/1.0\r\nHost: localhost\r\n\r\n";

    /** For the service in the same container, where its ports are set, if at all, by the environment. */
    static LivenessProbe ofThisMachine() {
        return new LivenessProbe(ofEnvironment(PORT, USUAL_PORT), ofEnvironment(TLS_PORT, USUAL_TLS_PORT));
    }

    private static int ofEnvironment(String name, String usual) {
        return Integer.parseInt(System.getenv().getOrDefault(name, usual));
    }

    /** Where the JVM's image enters, past all other classes: 0 if the service is live, else 1. */
    public static void main(String... arguments) {
        System.exit(ofThisMachine().ask() ? 0 : 1);
    }

    /** Whether the service says that it is live. */
    boolean ask() {
        return live(SocketFactory.getDefault(), port) || live(withTls(), tlsPort);
    }

    private static boolean live(SocketFactory sockets, int port) {
        try (Socket socket = sockets.createSocket()) {
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

    private static SocketFactory withTls() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new OfThisMachine()}, new SecureRandom());
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Takes any certificate. The service's is for the name that its callers use, by an authority that is theirs and not in the
     * image; the connection does not leave the container, nothing secret is sent over it, and whoever could answer in the
     * service's place there could gain no more than that nobody restarts it.
     */
    private static final class OfThisMachine extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
