package io.keysweep.http;

import io.netty.util.NetUtil;
import io.quarkus.vertx.http.runtime.ProxyConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Where a request comes from: the address of the connection, or what trusted proxies say of it. Whom to trust is Quarkus's
 * to decide ({@code quarkus.http.proxy.*}); but it then takes the first address of the header, which is whatever the client
 * itself sent, so that which one it is is decided here.
 */
@Singleton
public class ClientAddress {

    // Set or taken away by Quarkus, as the peer is trusted or not: quarkus.http.proxy.enable-trusted-proxy-header.
    private static final String TRUSTED = "X-Forwarded-Trusted-Proxy";
    private static final String X_FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED = "Forwarded";
    private static final String UNKNOWN = "unknown";
    private static final int IPV6 = 16;
    private static final int NETWORK = 8;
    private static final byte[] IPV4_MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private final ProxyConfig proxy;
    private final int proxies;

    ClientAddress(HttpConfig config, VertxHttpConfig server) {
        this.proxy = server.proxy();
        this.proxies = config.forwardingProxies();
    }

    /**
     * The client as far as limits go: of an IPv6 address the first half, as whoever has one address has its whole network;
     * {@code unknown} if it is gone or its proxy does not say.
     */
    public String of(HttpServerRequest request) {
        return network(exact(request));
    }

    /** Its whole address, for the record; null if it is gone or its proxy does not say. */
    String exact(HttpServerRequest request) {
        // Asked first: only then does Quarkus look whether the peer is trusted.
        SocketAddress claimed = request.remoteAddress();
        if (!proxy.proxyAddressForwarding()) {
            return host(claimed);
        }
        ForwardedChain chain = Boolean.parseBoolean(request.getHeader(TRUSTED)) ? chain(request) : null;
        return chain == null || chain.isEmpty() ? host(request.connection().remoteAddress()) : chain.before(proxies);
    }

    // A header that the proxies do not write is the client's own.
    private ForwardedChain chain(HttpServerRequest request) {
        ForwardedChain standard = ForwardedChain.ofForwarded(
                proxy.allowForwarded() ? request.headers().getAll(FORWARDED) : List.of());
        boolean usual = proxy.allowXForwarded().orElse(!proxy.allowForwarded());
        return standard.isEmpty() && usual
                ? ForwardedChain.ofXForwardedFor(request.headers().getAll(X_FORWARDED_FOR))
                : standard;
    }

    private static String host(SocketAddress address) {
        return address == null ? null : address.hostAddress();
    }

    /** What stands for an address in limits. */
    static String network(String address) {
        byte[] bytes = address == null ? null : NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null || bytes.length != IPV6) {
            return bytes == null ? UNKNOWN : address;
        }
        if (Arrays.mismatch(bytes, IPV4_MAPPED) == IPV4_MAPPED.length) {
            return NetUtil.bytesToIpAddress(Arrays.copyOfRange(bytes, IPV4_MAPPED.length, IPV6));
        }
        return HexFormat.ofDelimiter(":").formatHex(Arrays.copyOf(bytes, NETWORK)) + "/64";
    }
}
