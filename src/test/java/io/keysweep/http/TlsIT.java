package io.keysweep.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.Eventually;
import io.keysweep.support.OwnProcesses;
import io.keysweep.support.ServiceProcess;
import io.keysweep.support.Services;
import io.keysweep.support.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged service behind nothing: TLS of its own, as the README says to set it up. */
@OwnProcesses
class TlsIT {

    private static final String JWKS = "/api/v1/auth/jwks.json";
    private static final String HSTS = "Strict-Transport-Security";
    private static final int ALERT = 0x15;
    private static final int PROTOCOL_VERSION = 70;

    @RegisterExtension
    final Services services = new Services();

    private final TlsFiles files = TlsFiles.of("localhost");
    private int port;
    private ServiceProcess service;

    @BeforeEach
    void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Map<String, String> settings = services.settings();
        settings.put("quarkus.tls.key-store.pem.0.cert", files.certificate().toString());
        settings.put("quarkus.tls.key-store.pem.0.key", files.key().toString());
        settings.put("quarkus.tls.reload-period", "1s");
        settings.put("quarkus.tls.protocols", "TLSv1.3,TLSv1.2");
        settings.put("quarkus.http.ssl-port", String.valueOf(port));
        settings.put("quarkus.http.insecure-requests", "enabled");
        settings.put("quarkus.http.proxy.proxy-address-forwarding", "true");
        settings.put("quarkus.http.proxy.trusted-proxies", "127.0.0.1,::1");
        service = services.start(settings);
    }

    private SSLContext trust() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(files.certificate())) {
            trusted.setCertificateEntry(
                    "service", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private HttpResponse<String> get(SSLContext context, URI uri, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HttpClient.newBuilder()
                .sslContext(context)
                .build()
                .send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI https(String path) {
        return URI.create("https://localhost:" + port + path);
    }

    @Test
    void servesOverTlsAndTakesANewCertificateWithoutARestart() throws Exception {
        SSLContext first = trust();
        HttpResponse<String> answer = get(first, https(JWKS));
        assertEquals(200, answer.statusCode());
        assertEquals("max-age=31536000", answer.headers().firstValue(HSTS).orElseThrow());
        assertEquals(
                HSTS,
                get(first, https("/nothing"))
                        .headers()
                        .firstValue(HSTS)
                        .map(any -> HSTS)
                        .orElse(""));
        assertTlsVersions(first);
        assertHstsOnlyOverTls(first);

        files.renew("localhost");
        SSLContext second = trust();

        Eventually.within(Duration.ofSeconds(30), "the new certificate is served", () -> served(second));
        assertThrows(SSLHandshakeException.class, () -> get(first, https(JWKS)));
        assertTrue(service.alive());
    }

    private boolean served(SSLContext context) throws Exception {
        try {
            return get(context, https(JWKS)).statusCode() == 200;
        } catch (SSLHandshakeException e) {
            return false;
        }
    }

    private void assertHstsOnlyOverTls(SSLContext context) throws Exception {
        URI plain = URI.create(service.baseUri() + JWKS);
        assertFalse(get(context, plain).headers().firstValue(HSTS).isPresent());
        assertTrue(get(context, plain, "X-Forwarded-Proto", "https")
                .headers()
                .firstValue(HSTS)
                .isPresent());
    }

    private void assertTlsVersions(SSLContext context) throws IOException {
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
                socket.setEnabledProtocols(new String[] {version});
                socket.startHandshake();
                assertEquals(version, socket.getSession().getProtocol());
            }
        }
        for (String version : new String[] {"0301", "0302"}) {
            assertArrayEquals(new int[] {ALERT, PROTOCOL_VERSION}, answerTo(version), "to TLS " + version);
        }
    }

    // By hand, as the JDK's client does not speak them any more: a ClientHello with two suites of that time.
    private int[] answerTo(String version) throws IOException {
        String body = version + "00".repeat(32) + "00" + "0004c013002f" + "0100";
        String hello = "01" + "%06x".formatted(body.length() / 2) + body;
        byte[] message = HexFormat.of().parseHex("160301" + "%04x".formatted(hello.length() / 2) + hello);
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(message);
            byte[] alert = socket.getInputStream().readNBytes(7);
            return alert.length == 7 ? new int[] {alert[0], alert[6]} : new int[] {Arrays.hashCode(alert)};
        }
    }
}
