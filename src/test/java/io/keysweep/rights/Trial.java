package io.keysweep.rights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.keysweep.support.ApiDocument;
import io.keysweep.support.ApiDocument.Operation;
import io.keysweep.support.Seed;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** What a test of many calls finds, told at its end. */
final class Trial implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(Trial.class);
    private static final int SHOWN = 300;

    private final List<String> failures = new ArrayList<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final List<Scene> scenes = new ArrayList<>();
    private final ApiDocument api = ApiDocument.servedBy(URI.create("http://localhost:" + RestAssured.port));
    private final Calls calls = new Calls(api);
    private final Connection database;

    Trial() throws SQLException {
        database = Seed.connect();
    }

    List<Operation> operations() {
        return api.operations();
    }

    Calls calls() {
        return calls;
    }

    /** A new one, until the end of the trial. */
    Scene scene() throws SQLException {
        Scene scene = new Scene(database);
        scenes.add(scene);
        return scene;
    }

    void expect(String what, Response response, boolean asExpected) {
        statuses.merge(response.statusCode(), 1, Integer::sum);
        if (!asExpected) {
            String body = response.asString();
            fail(what + " is " + response.statusCode() + " " + body.substring(0, Math.min(SHOWN, body.length())));
        }
    }

    void fail(String what) {
        failures.add(what);
    }

    /** Fails if anything has. */
    void end(String name) {
        LOGGER.infof("%s tried operations=%d statuses=%s", name, operations().size(), statuses);
        assertThat(failures.size() + " failures:\n" + String.join("\n", failures), failures.isEmpty(), is(true));
    }

    @Override
    public void close() throws SQLException {
        scenes.forEach(scene -> scene.objects().leave());
        database.close();
    }
}
