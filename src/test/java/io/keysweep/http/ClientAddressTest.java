package io.keysweep.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who counts as one client. */
class ClientAddressTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "::ffff:192.0.2.7, 192.0.2.7",
        "2001:db8:1:2:3:4:5:6, 20:01:0d:b8:00:01:00:02/64",
        "2001:db8:1:2::1, 20:01:0d:b8:00:01:00:02/64",
        "2001:db8:1:3::1, 20:01:0d:b8:00:01:00:03/64",
        "nonsense, unknown",
        "'192.0.2.7, 10.0.0.1', unknown",
        "'', unknown"
    })
    void isAnAddressOrTheNetworkOfOne(String address, String client) {
        assertEquals(client, ClientAddress.network(address));
    }

    // Of what stands left of what our own proxies appended, the client chose every letter.
    @ParameterizedTest
    @CsvSource({
        "1, '192.0.2.7', 192.0.2.7",
        "1, '198.51.100.1, 192.0.2.7', 192.0.2.7",
        "2, '198.51.100.1, 192.0.2.7, 10.0.0.1', 192.0.2.7",
        "2, '192.0.2.7', 192.0.2.7",
        "1, '198.51.100.1|198.51.100.2, 192.0.2.7', 192.0.2.7",
        "1, '198.51.100.1, 192.0.2.7|192.0.2.8', 192.0.2.8",
        "1, '192.0.2.7:4711', 192.0.2.7",
        "1, '[2001:db8::1]:4711', 2001:db8::1",
        "1, '2001:db8::1', 2001:db8::1",
        "1, '192.0.2.7, unknown', ",
        "1, '192.0.2.7,', ",
        "1, ',,,', "
    })
    void isWhomTheOutermostProxyWasConnectedTo(int proxies, String headers, String client) {
        assertEquals(
                client,
                ForwardedChain.ofXForwardedFor(List.of(headers.split("\\|"))).before(proxies));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 'for=198.51.100.1, for=192.0.2.7;proto=https', 192.0.2.7",
        "1, 'FOR=192.0.2.7', 192.0.2.7",
        "2, 'for=198.51.100.1, proto=http;for=192.0.2.7, for=\"[2001:db8::1]:80\"', 192.0.2.7",
        "1, 'for=\", for=\"[2001:db8::1]:80\"', 2001:db8::1",
        "1, 'for=192.0.2.7, for=_hidden', ",
        "1, 'for=192.0.2.7;host=\"a;for=6.6.6.6\"', 192.0.2.7",
        "1, 'for=192.0.2.7;host=\"a\\\";for=6.6.6.6\"', 192.0.2.7",
        "1, 'for=192.0.2.7;for=6.6.6.6', ",
        "1, 'for=192.0.2.7;not_for=198.51.100.1', 192.0.2.7"
    })
    void isTheSameInTheStandardHeader(int proxies, String header, String client) {
        assertEquals(client, ForwardedChain.ofForwarded(List.of(header)).before(proxies));
    }
}
