package io.keysweep.rights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.keysweep.rights.Calls.Call;
import io.keysweep.rights.Rule.Outcome;
import io.keysweep.support.ApiDocument.Operation;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every operation of the served description, for every kind of caller: held to the table {@code rights/rules.txt}. A new
 * operation fails until it has a line there.
 */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class RightsTest {

    // What has to be done before, so that a call does not end at the state of its object.
    private static final Map<String, String> BEFORE = Map.of(
            "releaseKeyBackup", "holdKeyBackup",
            "hardDeleteKey", "softDeleteKey",
            "recoverKey", "softDeleteKey");

    private static final Pattern SPENDING =
            Pattern.compile("delete|forceDelete|hardDelete|softDelete|recover|release|remove");

    private final Map<String, Rule> rules = Calls.lines("rules.txt").stream()
            .map(line -> line.split("\\s+", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> Rule.of(parts[1])));
    private Trial trial;

    @BeforeEach
    void begin() throws SQLException {
        trial = new Trial();
    }

    @AfterEach
    void leave() throws SQLException {
        trial.close();
    }

    private List<Call> calls(Operation operation) {
        return trial.calls().of(operation).stream().filter(Call::ofRoles).toList();
    }

    private Rule rule(Operation operation) {
        Rule rule = rules.get(Calls.id(operation));
        assertThat(operation + " has a rule", rule != null, is(true));
        return rule;
    }

    @Test
    void everyOperationHasARule() {
        Set<String> without = trial.operations().stream().map(Calls::id).collect(Collectors.toCollection(TreeSet::new));
        Set<String> gone = new TreeSet<>(rules.keySet());
        gone.removeAll(without);
        without.removeAll(rules.keySet());
        assertThat(
                "operations without a rule: say in src/test/resources/rights/rules.txt who may call each, by a line such"
                        + " as '" + without.stream().findFirst().orElse("getVault") + "  admins'",
                without,
                is(empty()));
        assertThat("rules of operations that are not described: remove their lines", gone, is(empty()));
    }

    @Test
    void nobodyGetsInWithoutAGoodToken() throws Exception {
        Scene scene = trial.scene();
        scene.learnAudit();
        String good = scene.objects().token();
        // The signature of a token, on its claims with a letter less.
        int dot = good.lastIndexOf('.');
        String broken = good.substring(0, dot - 1) + good.substring(dot);
        String before = scene.objects().settled();
        for (Operation operation : trial.operations()) {
            boolean open = rule(operation).kind() == Rule.Kind.OPEN;
            for (Call call : calls(operation)) {
                Response without = call.send(RestAssured.given(), scene.known());
                Response with = call.send(RestAssured.given().auth().oauth2(broken), scene.known());
                trial.expect(call + " without a token", without, (without.statusCode() == 401) == !open);
                trial.expect(call + " with a broken token", with, (with.statusCode() == 401) == !open);
            }
        }
        assertThat("nothing is changed", scene.objects().settled(), equalTo(before));
        trial.end("tokens");
    }

    @Test
    void whoeverMayNotIsRefusedAndChangesNothing() throws Exception {
        Scene scene = trial.scene();
        scene.learnAudit();
        String before = scene.objects().settled();
        for (Operation operation : trial.operations()) {
            Rule rule = rule(operation);
            for (Role role : Role.values()) {
                Outcome outcome = rule.outcome(role);
                if (outcome != Outcome.ALLOWED) {
                    calls(operation).forEach(call -> tryAs(role, rule, call, scene));
                }
            }
            String now = scene.objects().digest();
            if (!now.equals(before)) {
                trial.fail(operation + " is refused and changes something");
                before = now;
            }
        }
        trial.end("refusals");
    }

    @Test
    void whoeverMayGetsIn() throws Exception {
        Scene shared = trial.scene();
        shared.learnAudit();
        shared.objects().settled();
        for (Operation operation : trial.operations()) {
            Rule rule = rule(operation);
            boolean reads = operation.method().equals("GET") || rule.kind() == Rule.Kind.OPEN;
            Scene scene = reads ? shared : trial.scene();
            for (Role role : Role.values()) {
                if (rule.outcome(role) == Outcome.ALLOWED) {
                    // Spends the object, so that the next role would meet nothing.
                    boolean spent = SPENDING.matcher(Calls.id(operation)).lookingAt() && role != Role.ADMIN;
                    scene = spent ? trial.scene() : scene;
                    before(operation, scene);
                    tryAs(role, rule, calls(operation).get(0), scene);
                }
            }
        }
        trial.end("admissions");
    }

    private void before(Operation operation, Scene scene) {
        String before = BEFORE.get(Calls.id(operation));
        trial.operations().stream()
                .filter(other -> Calls.id(other).equals(before))
                .forEach(other -> calls(other).get(0).send(scene.as(Role.ADMIN, ""), scene.known()));
    }

    private void tryAs(Role role, Rule rule, Call call, Scene scene) {
        for (String action : role == Role.NO_ACTION ? rule.missing() : List.of("")) {
            Response response = call.send(scene.as(role, action), scene.known());
            Outcome outcome = rule.outcome(role);
            trial.expect(
                    call + " by " + role + " " + action + ", to be " + outcome,
                    response,
                    outcome.fits(response.statusCode()));
        }
    }
}
