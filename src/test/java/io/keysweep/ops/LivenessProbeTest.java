package io.keysweep.ops;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.Ports;
import io.keysweep.support.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The health check of the images, on a server of each kind. */
class LivenessProbeTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private int serve(HttpServerOptions options, int status) {
        return vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.response()
                        .setStatusCode(request.path().equals("/q/health/live") ? status : 404)
                        .end())
                .listen()
                .map(HttpServer::actualPort)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    // For a name that is not the loopback's.
    private static HttpServerOptions tls() {
        TlsFiles files = TlsFiles.of("keysweep.example");
        return new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(files.certificate().toString())
                        .setKeyPath(files.key().toString()));
    }

    @Test
    void asksWithoutTlsOrElseWithIt() {
        assertTrue(new LivenessProbe(serve(new HttpServerOptions(), 200), Ports.free()).ask());
        assertTrue(new LivenessProbe(Ports.free(), serve(tls(), 200)).ask());
        assertTrue(new LivenessProbe(serve(new HttpServerOptions(), 301), serve(tls(), 200)).ask(), "redirected");
    }

    @Test
    void saysNoWhereNobodySaysYes() {
        assertFalse(new LivenessProbe(Ports.free(), Ports.free()).ask());
        assertFalse(new LivenessProbe(serve(new HttpServerOptions(), 503), Ports.free()).ask());
        assertFalse(new LivenessProbe(Ports.free(), serve(tls(), 503)).ask());
        assertFalse(new LivenessProbe(Ports.free(), serve(new HttpServerOptions(), 200)).ask(), "no TLS there");
    }
}
