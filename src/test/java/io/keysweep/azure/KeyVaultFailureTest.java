package io.keysweep.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.http.ApiException;
import io.keysweep.http.ErrorKind;
import io.keysweep.http.TooManyRequestsException;
import io.keysweep.sweep.Fault;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KeyVaultFailureTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new KeyVaultException.NotFound("words of Azure"), ErrorKind.NOT_FOUND),
                Arguments.of(new KeyVaultException.Busy("words of Azure"), ErrorKind.CONFLICT),
                Arguments.of(new KeyVaultException.Conflict("words of Azure"), ErrorKind.CONFLICT),
                Arguments.of(new KeyVaultException.Throttled("words of Azure", null), ErrorKind.TOO_MANY_REQUESTS),
                Arguments.of(new KeyVaultException.Unavailable("words of Azure"), ErrorKind.UNAVAILABLE),
                Arguments.of(new KeyVaultException.Denied("words of Azure"), ErrorKind.BAD_GATEWAY),
                Arguments.of(new KeyVaultException.Refused("words of Azure"), ErrorKind.BAD_GATEWAY));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void answersEachKindOfFailureWithAzuresOwnWords(KeyVaultException failure, ErrorKind kind) {
        ApiException answer = KeyVaultFailure.answer("backup of key k", failure);

        assertEquals(kind, answer.kind());
        assertTrue(answer.getMessage().startsWith("backup of key k: words of Azure"), answer.getMessage());
    }

    @Test
    void blamesTheCallerForALinkThatAzureDidNotGive() {
        ApiException answer = KeyVaultFailure.answer("vaults", new KeyVaultException.ForeignLink("nextLink: no"));

        assertEquals(ErrorKind.BAD_REQUEST, answer.kind());
        assertEquals("nextLink: no", answer.getMessage());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void hasTheEngineTryAgainWhatPasses(KeyVaultException failure, ErrorKind kind) {
        boolean passes =
                Set.of(ErrorKind.UNAVAILABLE, ErrorKind.TOO_MANY_REQUESTS).contains(kind)
                        || failure instanceof KeyVaultException.Busy;

        assertEquals(
                passes ? Fault.PASSING : Fault.SETUP,
                KeyVaultFailure.verdict(failure).fault());
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 1", "PT0.001S, 1", "PT1S, 1", "PT2.5S, 3", "PT90S, 90"})
    void handsOnHowLongAzureAsksToWaitInWholeSeconds(Duration asked, long seconds) {
        ApiException answer = KeyVaultFailure.answer("k", new KeyVaultException.Throttled("slow down", asked));

        assertEquals(
                seconds,
                assertInstanceOf(TooManyRequestsException.class, answer).retryAfterSeconds());
    }

    @Test
    void asksToWaitForAThrottlingWindowIfAzureDoesNotSay() {
        ApiException answer = KeyVaultFailure.answer("k", new KeyVaultException.Throttled("slow down", null));

        assertEquals(
                10, assertInstanceOf(TooManyRequestsException.class, answer).retryAfterSeconds());
    }
}
