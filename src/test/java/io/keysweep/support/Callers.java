package io.keysweep.support;

import io.keysweep.auth.Caller;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.util.List;

/** Requests in the name of somebody. */
public final class Callers {

    private Callers() {}

    /** An administrator of the account. */
    public static RequestSpecification admin(String account) {
        return as(account, "local|admin", Caller.ADMIN);
    }

    /** Somebody who may do what ACLs allow. */
    public static RequestSpecification user(String account, String subject, String... moreGroups) {
        String more = moreGroups.length == 0 ? "" : "," + String.join(",", moreGroups);
        return as(account, subject, Caller.CCKM_USERS + more);
    }

    /** Somebody in these groups, with commas between them. */
    public static RequestSpecification as(String account, String subject, String groups) {
        return RestAssured.given()
                .auth()
                .oauth2(TestIssuer.sign(TestIssuer.claims(account, subject, List.of(groups.split(",")))));
    }
}
