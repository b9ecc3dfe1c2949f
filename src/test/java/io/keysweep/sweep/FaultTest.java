package io.keysweep.sweep;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.vertx.pgclient.PgException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {

    @ParameterizedTest
    @CsvSource({
        "40P01, PASSING",
        "53300, PASSING",
        "55P03, PASSING",
        "57P01, PASSING",
        "25006, PASSING",
        "0A000, PASSING",
        "57014, TOO_SLOW",
        "23503, ITEM",
        "P0001, ITEM",
        "XX001, ITEM",
        "42501, PASSING",
        "42P01, PASSING",
    })
    void tellsPassingFromLastingOnes(String sqlState, Fault fault) {
        assertThat(Fault.of(sqlState), is(fault));
    }

    @ParameterizedTest
    @CsvSource({
        "28P01, a password that was changed while connections are open",
        "28000, a role that may not log in from here",
        "3D000, a database that is being put back",
        "26000, a prepared statement that a pooler sent to another connection",
        "25P02, a transaction that had failed before",
        "25P03, a transaction that was idle for too long",
    })
    void neitherBlamesAnItemNorFailsAJobForItsConnection(String sqlState, String what) {
        assertThat(what, Fault.of(sqlState), is(Fault.PASSING));
    }

    private static PgException answer(String message) {
        return new PgException(message, "ERROR", "23503", "of the row");
    }

    @Test
    void anythingButAnAnswerOfTheServerPasses() {
        assertThat(Fault.of(answer("still referenced")), is(Fault.ITEM));
        assertThat(Fault.of(new IOException("Broken pipe")), is(Fault.PASSING));
    }

    @Test
    void isToldInOneLineWithoutItsDetail() {
        assertThat(Fault.describe(answer("still referenced\nby a row")), is("SQLSTATE 23503: still referenced"));
        assertThat(Fault.describe(new IOException("10.0.0.7")), is("no answer of the database: IOException"));
    }

    @Test
    void isToldInTwoHundredCharactersAtTheMost() {
        int room = 200 - "SQLSTATE 23503: ".length();
        assertThat(Fault.describe(answer("x".repeat(room))).length(), is(200));
        assertThat(Fault.describe(answer("x".repeat(room + 1))).length(), is(200));
    }
}
