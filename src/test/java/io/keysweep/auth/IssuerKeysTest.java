package io.keysweep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.keysweep.http.UnavailableException;
import io.keysweep.support.Eventually;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An issuer whose key set is slow, away, changed, or huge. */
class IssuerKeysTest {

    private static final String ISSUER = "https://issuer.test";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final double MOST_MILLIS = 50;
    private static final Duration FRESH = Duration.ofMillis(400);

    private final Vertx vertx = Vertx.vertx();
    private final Forger issuer = Forger.create();
    private final AtomicInteger fetched = new AtomicInteger();
    private final CountDownLatch answers = new CountDownLatch(1);
    private volatile JsonArray keys = new JsonArray();
    private volatile boolean slow;
    private HttpServer server;
    private int port;

    @BeforeEach
    void serve() throws IOException {
        keys = new JsonArray().add(issuer.jwk().put("kid", "one"));
        listen(0);
        port = server.getAddress().getPort();
    }

    private void listen(int at) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", at), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/keys", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        fetched.incrementAndGet();
        if (slow) {
            awaitAnswers();
        }
        byte[] body = new JsonObject().put("keys", keys).toBuffer().getBytes();
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void awaitAnswers() {
        try {
            assertTrue(answers.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        answers.countDown();
        server.stop(0);
        vertx.close();
    }

    private JWTAuthContextInfo settings() {
        JWTAuthContextInfo settings = new JWTAuthContextInfo();
        settings.setPublicKeyLocation("http://127.0.0.1:" + port + "/keys");
        settings.setIssuedBy(ISSUER);
        settings.setExpectedAudience(Set.of("keysweep-test"));
        settings.setSignatureAlgorithm(Set.of(SignatureAlgorithm.RS256));
        settings.setJwksRefreshInterval(10);
        settings.setForcedJwksRefreshInterval(1);
        return settings;
    }

    private ExternalTokens tokens() {
        AuthConfig config = new SmallRyeConfigBuilder()
                .withMapping(AuthConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter())
                .build()
                .getConfigMapping(AuthConfig.class);
        return new ExternalTokens(settings(), config, vertx);
    }

    private BearerToken token(String keyId) {
        return token(issuer, keyId);
    }

    private static BearerToken token(Forger signer, String keyId) {
        long now = Instant.now().getEpochSecond();
        return BearerToken.of(signer.sign(
                new JsonObject().put("alg", "RS256").put("kid", keyId),
                new JsonObject()
                        .put("iss", ISSUER)
                        .put("aud", "keysweep-test")
                        .put("sub", "ann")
                        .put("cust", Map.of("groups", List.of("admin")))
                        .put("iat", now)
                        .put("exp", now + 600)));
    }

    private static JsonWebToken verified(ExternalTokens tokens, BearerToken token) {
        return tokens.verify(token).await().atMost(PATIENCE);
    }

    private static void refuse(ExternalTokens tokens, BearerToken token) {
        assertThrows(AuthenticationFailedException.class, () -> verified(tokens, token));
    }

    @Test
    void holdsUpNobodyElseWhileTheIssuerDoesNotAnswer() {
        slow = true;
        ExternalTokens tokens = tokens();
        List<CompletableFuture<JsonWebToken>> waiting = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            waiting.add(tokens.verify(token("one")).subscribeAsCompletionStage());
        }

        assertThrows(UnavailableException.class, () -> verified(tokens, token("one")));
        assertEquals(0, waiting.stream().filter(CompletableFuture::isDone).count());

        answers.countDown();
        waiting.forEach(each ->
                assertEquals("ann", each.orTimeout(30, TimeUnit.SECONDS).join().getSubject()));
        verified(tokens, token("one"));
    }

    @Test
    void keepsThePlaceOfAVerificationThatNobodyWaitsForAnyMore() {
        slow = true;
        ExternalTokens tokens = tokens();
        for (int i = 0; i < 256; i++) {
            tokens.verify(token("one")).subscribeAsCompletionStage().cancel(true);
        }

        assertThrows(UnavailableException.class, () -> verified(tokens, token("one")));
    }

    @Test
    void refusesTokensWhileTheIssuerIsAwayAndTakesThemWhenItIsBack() throws IOException {
        server.stop(0);
        ExternalTokens tokens = tokens();
        refuse(tokens, token("one"));

        listen(port);

        verified(tokens, token("one"));
        server.stop(0);
        assertEquals("ann", verified(tokens, token("one")).getSubject(), "keys that are known need no issuer");
    }

    @Test
    void findsTheNextKeyOfTheIssuerAndAsksForItOnce() {
        ExternalTokens tokens = tokens();
        verified(tokens, token("one"));
        long loaded = System.nanoTime();
        Forger next = Forger.create();
        keys = new JsonArray().add(next.jwk().put("kid", "two"));

        // The client of the key set takes what it has loaded within this time for fresh.
        Eventually.within(
                PATIENCE, "the set is not fresh any more", () -> System.nanoTime() - loaded > FRESH.toNanos());

        verified(tokens, token(next, "two"));
        refuse(tokens, token("one"));
        refuse(tokens, token(issuer, "two"));
        for (int i = 0; i < 1_000; i++) {
            refuse(tokens, token(next, "unknown-" + i));
        }

        assertEquals(2, fetched.get(), "an attacker's key ids do not have the issuer asked");
    }

    private TokenCheck checkWithKeys(int count) {
        JsonArray many = new JsonArray();
        for (int i = 0; i < count; i++) {
            many.add(issuer.jwk().put("kid", "key-" + i));
        }
        keys = many;
        return TokenCheck.of(settings(), SignatureAlgorithm.RS256);
    }

    private static void refuse(TokenCheck check, BearerToken token) {
        assertThrows(AuthenticationFailedException.class, () -> check.verify(token));
    }

    @Test
    void findsOneOfAThousandKeysCheaply() {
        TokenCheck check = checkWithKeys(1_000);
        check.verify(token("key-0"));

        assertTrue(cpuMillis(() -> check.verify(token("key-999"))) <= MOST_MILLIS);
        assertTrue(cpuMillis(() -> refuse(check, token("key-1000"))) <= MOST_MILLIS);
        assertFalse(fetched.get() > 2);
    }

    // More than half a megabyte is not read.
    @Test
    void refusesAnIssuerWithTenThousandKeysCheaply() {
        TokenCheck check = checkWithKeys(10_000);

        assertTrue(cpuMillis(() -> refuse(check, token("key-0"))) <= MOST_MILLIS);
    }

    private static double cpuMillis(Runnable work) {
        work.run();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < 20; i++) {
            work.run();
        }
        return (threads.getCurrentThreadCpuTime() - start) / 1e6 / 20;
    }
}
