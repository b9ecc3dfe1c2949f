package io.keysweep.http;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where a request comes from, as far as limits go: the address of the connection, or what a trusted proxy says of it
 * ({@code quarkus.http.proxy.*}). Of an IPv6 address the first half, as whoever has one address has its whole network.
 */
public final class ClientAddress {

    private static final int IPV6 = 16;
    private static final int NETWORK = 8;
    private static final byte[] IPV4_MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private ClientAddress() {}

    /** The client of the request; {@code unknown} if it is gone. */
    public static String of(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote == null || remote.hostAddress() == null ? "unknown" : of(remote.hostAddress());
    }

    /** The same for an address that is written out. */
    static String of(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null || bytes.length != IPV6) {
            return bytes == null ? "unknown" : address;
        }
        if (Arrays.mismatch(bytes, IPV4_MAPPED) == IPV4_MAPPED.length) {
            return NetUtil.bytesToIpAddress(Arrays.copyOfRange(bytes, IPV4_MAPPED.length, IPV6));
        }
        return HexFormat.ofDelimiter(":").formatHex(Arrays.copyOf(bytes, NETWORK)) + "/64";
    }
}
