package io.keysweep.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
        assertEquals(client, ClientAddress.of(address));
    }
}
