package io.keysweep.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    @ParameterizedTest
    @CsvSource({"0, 0", "17, 17", "300, 300", "301, 300", "999999999, 300", "99999999999999999999999, 300"})
    void isASlipBeyondFiveMinutes(String asked, long seconds) {
        HttpHeaders headers = new HttpHeaders().set(HttpHeaderName.RETRY_AFTER, asked);

        assertEquals(Optional.of(Duration.ofSeconds(seconds)), RetryAfter.of(headers));
        assertEquals(Optional.of(Duration.ofSeconds(seconds)), RetryAfter.seconds(asked));
    }

    @Test
    void isReadInMillisecondsToo() {
        assertEquals(
                Optional.of(Duration.ofMillis(1_500)),
                RetryAfter.of(new HttpHeaders().set(HttpHeaderName.RETRY_AFTER_MS, "1500")));
        assertEquals(
                Optional.of(LONGEST),
                RetryAfter.of(new HttpHeaders().set(HttpHeaderName.X_MS_RETRY_AFTER_MS, "999999999")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "soon", "Wed, 21 Oct 2026 07:28:00 GMT"})
    void isNoWishIfItIsNoNumber(String value) {
        assertEquals(Optional.empty(), RetryAfter.seconds(value));
        assertEquals(Optional.empty(), RetryAfter.of(new HttpHeaders().set(HttpHeaderName.RETRY_AFTER, value)));
    }
}
