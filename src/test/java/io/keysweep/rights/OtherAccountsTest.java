package io.keysweep.rights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import com.fasterxml.jackson.databind.JsonNode;
import io.keysweep.rights.Calls.Call;
import io.keysweep.support.ApiDocument.Operation;
import io.keysweep.support.Contract;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every place of every described operation that can name an object, with one of another account. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class OtherAccountsTest {

    private Trial trial;
    private Scene theirs;
    private Scene own;
    private final Map<String, String> absent = new TreeMap<>();

    @BeforeEach
    void begin() throws Exception {
        trial = new Trial();
        theirs = trial.scene();
        own = trial.scene();
        theirs.recordMore();
        theirs.objects().settled();
        own.objects().settled();
        theirs.learnAudit();
        own.learnAudit();
    }

    @AfterEach
    void leave() throws SQLException {
        trial.close();
    }

    @Test
    void everyFieldThatNamesAnObjectIsTried() {
        Map<String, Set<String>> untried = new TreeMap<>();
        for (Operation operation : trial.operations()) {
            Set<String> fields = trial.calls().untried(operation);
            if (!fields.isEmpty()) {
                untried.put(Calls.id(operation), fields);
            }
        }
        assertThat(
                "fields that may name an object of another account: add bodies with them to"
                        + " src/test/resources/rights/bodies.txt",
                untried,
                equalTo(Map.of()));
    }

    @Test
    void objectsAreLikeThoseThatAreNotThere() throws Exception {
        String before = theirs.objects().settled();
        int tried = 0;
        for (Operation operation : trial.operations()) {
            for (Call call : trial.calls().of(operation)) {
                for (Set<String> names : choices(call)) {
                    compare(call, names);
                    tried++;
                }
            }
            String now = theirs.objects().digest();
            if (!now.equals(before)) {
                trial.fail(operation + " changes something of another account");
                before = now;
            }
        }
        trial.end("objects of others pairs=" + tried);
        assertThat(tried, greaterThan(trial.operations().size()));
    }

    // Each name alone, and all of them.
    private static List<Set<String>> choices(Call call) {
        Set<String> names = new TreeSet<>(call.names());
        names.removeAll(Foreign.NO_OBJECTS);
        List<Set<String>> choices = new ArrayList<>();
        names.forEach(name -> choices.add(Set.of(name)));
        if (names.size() > 1) {
            choices.add(names);
        }
        return choices;
    }

    private void compare(Call call, Set<String> names) {
        Foreign with = new Foreign(own.known(), names, name -> theirs.known().get(name));
        Foreign without = new Foreign(
                own.known(), names, name -> Foreign.nobodys(theirs.known().get(name)));
        Response foreign = call.send(own.as(Role.ADMIN, ""), with.known());
        Response absent = call.send(own.as(Role.ADMIN, ""), without.known());
        String what = call + " with another account's " + names;
        trial.expect(what, foreign, refused(call, names, foreign));
        if (!with.seen(foreign).equals(without.seen(absent))) {
            trial.fail(
                    what + " differs from what is not there:\n  " + with.seen(foreign) + "\n  " + without.seen(absent));
        }
    }

    // In a path it is not there; a body may be refused for other reasons first, and ids to be deleted may be missing.
    private static boolean refused(Call call, Set<String> names, Response response) {
        if (response.statusCode() == 200) {
            return Integer.valueOf(1).equals(response.path("missing"))
                    && call.body().contains("dry_run");
        }
        boolean inPath = names.stream().anyMatch(call.pathNames()::contains);
        return response.statusCode() == 404 || (!inPath && Set.of(400, 409).contains(response.statusCode()));
    }

    @Test
    void listsShowNothingAndFiltersTellNothing() {
        Map<String, String> secret = new TreeMap<>(theirs.known());
        secret.keySet().removeAll(Foreign.NO_OBJECTS);
        // Each account counts its own records.
        secret.remove("records/");
        for (Operation operation : trial.operations()) {
            if (operation.method().equals("GET") && !operation.path().contains("{")) {
                Response all = own.as(Role.ADMIN, "").get(operation.path());
                secret.forEach((name, value) -> trial.expect(
                        operation + " shows another account's " + name,
                        all,
                        all.statusCode() == 200 && !all.asString().contains(value)));
                filters(operation).forEach(filter -> values(operation, filter)
                        .forEach(value -> compareFilter(operation, filter, value)));
            }
        }
        trial.end("lists");
    }

    // What the filter is named after, what is listed, and what most of it is of.
    private Set<String> values(Operation operation, String filter) {
        String listed = operation.path().substring(operation.path().lastIndexOf('/') + 1) + "/";
        Set<String> values = new TreeSet<>();
        for (String name : List.of(filter, listed, "vault_id", "key_id", "vault_name")) {
            if (theirs.known().containsKey(name) && !Foreign.NO_OBJECTS.contains(name)) {
                values.add(theirs.known().get(name));
            }
        }
        return values;
    }

    private static List<String> filters(Operation operation) {
        List<String> filters = new ArrayList<>();
        operation.node().path("parameters").forEach(parameter -> {
            JsonNode schema = parameter.path("schema");
            boolean closed = schema.has("enum") || schema.path("items").has("enum");
            if (parameter.path("in").asText().equals("query") && !closed) {
                filters.add(parameter.path("name").asText());
            }
        });
        filters.removeAll(Set.of("skip", "limit", "sort"));
        return filters;
    }

    private void compareFilter(Operation operation, String filter, String value) {
        Foreign with = new Foreign(Map.of(), Set.of("value"), name -> value);
        Response foreign = filtered(operation, filter, value);
        String what = operation + " by " + filter + "=" + value;
        trial.expect(what, foreign, foreign.statusCode() == 200 || foreign.statusCode() == 400);
        String other = absent.computeIfAbsent(operation + filter + value.length(), first -> {
            Foreign without = new Foreign(Map.of(), Set.of("value"), name -> Foreign.nobodys(value));
            return without.seen(filtered(operation, filter, without.known().get("value")));
        });
        if (!with.seen(foreign).equals(other)) {
            trial.fail(what + " tells another account's object:\n  " + with.seen(foreign) + "\n  " + other);
        }
    }

    // That answers are as described is seen elsewhere, and takes longer than they do.
    private Response filtered(Operation operation, String filter, String value) {
        return own.as(Role.ADMIN, "")
                .noFiltersOfType(Contract.class)
                .queryParam(filter, value)
                .get(operation.path());
    }
}
