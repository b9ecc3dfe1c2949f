package io.keysweep.http;

import io.netty.util.NetUtil;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses that a request was forwarded from, the client's first, as proxies write them down: each appends whom it was
 * connected to. What stands left of what our own proxies appended is what the client sent, and may be anything.
 */
final class ForwardedChain {

    private static final String FOR = "for=";

    private final List<String> addresses;

    private ForwardedChain(Stream<String> addresses) {
        this.addresses = addresses.map(String::trim).toList();
    }

    /** Of all headers {@code X-Forwarded-For}, in their order. */
    static ForwardedChain ofXForwardedFor(List<String> headers) {
        return new ForwardedChain(
                headers.isEmpty()
                        ? Stream.empty()
                        : Stream.of(String.join(",", headers).split(",", -1)));
    }

    /** Of all headers {@code Forwarded} (RFC 7239), in their order. */
    static ForwardedChain ofForwarded(List<String> headers) {
        return new ForwardedChain(headers.stream()
                .flatMap(header -> QuotedText.split(header, ',').stream())
                .flatMap(ForwardedChain::address));
    }

    // One that says it twice says nothing: each proxy writes it once, and what it passes on of a client stands in
    // quotes.
    private static Stream<String> address(String element) {
        List<String> addresses = QuotedText.split(element, ';').stream()
                .map(String::trim)
                .filter(pair -> pair.regionMatches(true, 0, FOR, 0, FOR.length()))
                .map(pair -> QuotedText.unquoted(pair.substring(FOR.length())))
                .toList();
        return addresses.size() > 1 ? Stream.of("") : addresses.stream();
    }

    boolean isEmpty() {
        return addresses.isEmpty();
    }

    /**
     * Whom the outermost of so many proxies was connected to; if fewer have written something down, whom the outermost of
     * those was.
     *
     * @return an IP address, or null if it is none
     */
    String before(int proxies) {
        String address = withoutPort(addresses.get(Math.max(0, addresses.size() - proxies)));
        return NetUtil.createByteArrayFromIpAddressString(address) == null ? null : address;
    }

    private static String withoutPort(String address) {
        int bracket = address.indexOf(']');
        if (address.startsWith("[") && bracket > 0) {
            return address.substring(1, bracket);
        }
        int colon = address.indexOf(':');
        return colon >= 0 && colon == address.lastIndexOf(':') ? address.substring(0, colon) : address;
    }
}
