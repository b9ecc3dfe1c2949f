package io.keysweep.vault;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class VaultAclsTest {

    private static final String VAULTS = "/api/v1/cckm/azure/vaults/";
    private static final String ANN = "local|ann";

    private final String account = Seed.account();
    private final UUID vault = Seed.vault(account, "payments");

    private ValidatableResponse update(Object... changes) {
        return Callers.admin(account)
                .contentType(ContentType.JSON)
                .body(Map.of("acls", Arrays.asList(changes)))
                .post(VAULTS + vault + "/update-acls")
                .then();
    }

    private static Map<String, Object> user(boolean permit, String... actions) {
        return Map.of("user_id", ANN, "permit", permit, "actions", List.of(actions));
    }

    private static Map<String, Object> group(boolean permit, String... actions) {
        return Map.of("group", "Auditors", "permit", permit, "actions", List.of(actions));
    }

    @Test
    void grantsAndTakesAwayWhatIsNamedAndNothingElse() {
        update(user(true, "view", "deletebackup"), group(true, "view"))
                .statusCode(200)
                .body("id", equalTo(vault.toString()))
                .body("acls", hasSize(2))
                .body("acls[0].user_id", equalTo(ANN))
                .body("acls[0].actions", contains("deletebackup", "view"))
                .body("acls[1].group", equalTo("Auditors"));

        update(user(true, "keycreate")).body("acls[0].actions", contains("deletebackup", "keycreate", "view"));
        update(user(false, "deletebackup")).body("acls[0].actions", contains("keycreate", "view"));
        update(user(false, "view", "keycreate")).statusCode(200).body("acls", hasSize(1));
        update(user(false, "view")).statusCode(200).body("acls", hasSize(1));
    }

    @Test
    void changesWhatAUserSeesFromTheNextRequestOn() {
        Callers.user(account, ANN).get(VAULTS + vault).then().statusCode(404);

        update(user(true, "view"));
        Callers.user(account, ANN).get(VAULTS + vault).then().statusCode(200);

        update(user(false, "view"));
        Callers.user(account, ANN).get(VAULTS + vault).then().statusCode(404);
        update(group(true, "view"));
        Callers.user(account, ANN, "Auditors").get(VAULTS + vault).then().statusCode(200);
    }

    @Test
    void wantsViewBesideWhateverNeedsIt() {
        update(user(true, "keycreate"))
                .statusCode(400)
                .body("message", containsString("view must accompany keycreate"));
        update(user(true, "secretdelete")).statusCode(400).body("message", containsString("secretview"));
        update(user(true, "certificateupload")).statusCode(400).body("message", containsString("certificateview"));
        update(user(true, "createkeytemplate")).statusCode(400).body("message", containsString("viewkeytemplate"));
        update(user(true, "reportcreate")).statusCode(200);
        update(user(true, "view", "keycreate")).statusCode(200);
        update(user(false, "view")).statusCode(400);
    }

    @Test
    void namesTwoHundredUsersAndGroupsAtTheMost() {
        Object[] many = IntStream.range(0, 200)
                .mapToObj(i -> Map.of("user_id", "local|" + i, "permit", true, "actions", List.of("view")))
                .toArray();
        update(many).statusCode(200).body("acls", hasSize(200));

        update(user(true, "view"))
                .statusCode(422)
                .body("message", startsWith("acls: would name 201 users and groups, and a vault has at most 200"));
        Callers.admin(account).get(VAULTS + vault).then().body("acls", hasSize(200));
        update(user(true, "view"), Map.of("user_id", "local|7", "permit", false, "actions", List.of("view")))
                .statusCode(200);
    }

    @Test
    void makesAllChangesOfARequestOrNone() {
        update(group(true, "view"), user(true, "keycreate")).statusCode(400);

        Callers.admin(account).get(VAULTS + vault).then().body("acls", hasSize(0));
    }

    @Test
    void takesChangesOfOneRequestOneAfterTheOther() {
        update(user(true, "view", "keycreate"), user(false, "keycreate"))
                .statusCode(200)
                .body("acls[0].actions", contains("view"));
    }

    @Test
    void knowsTheProductsActions() {
        update(user(
                        true,
                        ("view keycreate keyupload keyupdate keydelete keypurge keyrecover keyrestore keysynchronize"
                                        + " deletebackup secretcreate secretrecover secretpurge secretdelete"
                                        + " secretsynchronize secretrestore secretupdate secretdeletebackup secretview"
                                        + " certificatecreate certificaterecover certificatepurge certificatedelete"
                                        + " certificatesynchronize certificaterestore certificateupdate"
                                        + " certificatedeletebackup certificateview certificateupload reportcreate"
                                        + " reportdelete reportdownload reportview keycreatewithtemplate"
                                        + " uploadkeywithtemplate createkeytemplate viewkeytemplate updatekeytemplate"
                                        + " deletekeytemplate")
                                .split(" ")))
                .statusCode(200)
                .body("acls[0].actions.size()", is(39));
        update(user(true, "view", "keysweep"))
                .statusCode(400)
                .body("message", startsWith("acls.actions: there is no action 'keysweep'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_id", "permit", "actions"})
    void wantsAllOfAChange(String missing) {
        Map<String, Object> change = new HashMap<>(user(true, "view"));
        change.remove(missing);

        update(change).statusCode(400).body("message", startsWith("acls"));
    }

    @Test
    void refusesChangesThatCannotBe() {
        update().statusCode(400);
        update((Object) null).statusCode(400);
        Map<String, Object> both = new HashMap<>(user(true, "view"));
        both.put("group", "Auditors");
        update(both).statusCode(400);
        update(Map.of("user_id", " ", "permit", true, "actions", List.of("view")))
                .statusCode(400);
        update(Map.of("user_id", ANN, "permit", true, "actions", List.of())).statusCode(400);
        Callers.admin(account)
                .contentType(ContentType.JSON)
                .body(Map.of("acls", List.of(user(true, "view"))))
                .post(VAULTS + UUID.randomUUID() + "/update-acls")
                .then()
                .statusCode(404);
    }
}
