package io.keysweep.http;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.notNullValue;

import io.keysweep.support.Callers;
import io.keysweep.support.Schedules;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors of the database that pass are told as such: the caller is to try again. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class PassingErrorsTest {

    private static final String FAIL =
            """
            CREATE OR REPLACE FUNCTION fail_schedules() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NEW.account = '%s' THEN
                    RAISE EXCEPTION 'as the test wants it' USING ERRCODE = '%s';
                END IF;
                RETURN NEW;
            END
            $$;
            CREATE TRIGGER fail_schedules BEFORE INSERT ON job_config FOR EACH ROW EXECUTE FUNCTION fail_schedules();""";

    private final String account = Seed.account();

    @AfterEach
    void mend() {
        Seed.update("DROP TRIGGER IF EXISTS fail_schedules ON job_config");
    }

    @ParameterizedTest
    @CsvSource({
        "40P01, a deadlock",
        "40001, a serialization failure",
        "55P03, a lock that is not given",
        "25006, a server that was promoted from and is read-only",
        "53200, a server that is short of memory",
        "57014, a statement that takes too long",
    })
    void areAnsweredBy503(String sqlState, String what) {
        Seed.update(FAIL.formatted(account, sqlState));

        new Schedules(() -> Callers.admin(account))
                .post(Schedules.hourly("cckm_key_backup", Map.of()))
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("codeDesc", containsString("NCERRServiceUnavailable"));
    }
}
