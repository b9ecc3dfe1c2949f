package io.keysweep.vault;

import io.keysweep.http.BadRequestException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All actions that an ACL may name: the product's list. Those that this service does not ask for are kept for clients that
 * set up both.
 */
final class AclActions {

    private static final Set<String> REPORTS = Set.of("reportcreate", "reportdelete", "reportdownload", "reportview");

    /** Each action with the one that has to accompany it; that one accompanies itself. */
    private static final Map<String, String> ACCOMPANIED_BY = accompaniedBy();

    private AclActions() {}

    private static Map<String, String> accompaniedBy() {
        Map<String, String> needs = new HashMap<>();
        add(
                needs,
                "view",
                List.of(
                        "keycreate",
                        "keyupload",
                        "keyupdate",
                        "keydelete",
                        "keypurge",
                        "keyrecover",
                        "keyrestore",
                        "keysynchronize",
                        "deletebackup",
                        "keycreatewithtemplate",
                        "uploadkeywithtemplate"));
        add(
                needs,
                "secretview",
                List.of(
                        "secretcreate",
                        "secretrecover",
                        "secretpurge",
                        "secretdelete",
                        "secretsynchronize",
                        "secretrestore",
                        "secretupdate",
                        "secretdeletebackup"));
        add(
                needs,
                "certificateview",
                List.of(
                        "certificatecreate",
                        "certificaterecover",
                        "certificatepurge",
                        "certificatedelete",
                        "certificatesynchronize",
                        "certificaterestore",
                        "certificateupdate",
                        "certificatedeletebackup",
                        "certificateupload"));
        add(needs, "viewkeytemplate", List.of("createkeytemplate", "updatekeytemplate", "deletekeytemplate"));
        return Map.copyOf(needs);
    }

    private static void add(Map<String, String> needs, String view, List<String> actions) {
        needs.put(view, view);
        actions.forEach(action -> needs.put(action, view));
    }

    /** Throws {@link BadRequestException} for an action that there is not. */
    static void checkKnown(String field, Collection<String> actions) {
        for (String action : actions) {
            if (action == null || !ACCOMPANIED_BY.containsKey(action) && !REPORTS.contains(action)) {
                throw new BadRequestException(
                        field + ": there is no action " + shown(action) + "; there are " + String.join(", ", all()));
            }
        }
    }

    private static String shown(String action) {
        return action == null || action.length() > 40 ? "of that name" : "'" + action + "'";
    }

    private static Set<String> all() {
        Set<String> all = new TreeSet<>(ACCOMPANIED_BY.keySet());
        all.addAll(REPORTS);
        return all;
    }

    /** Throws {@link BadRequestException} if a grantee could do something with what the grantee could not see. */
    static void checkAccompanied(String grantee, Set<String> granted) {
        for (String action : new TreeSet<>(granted)) {
            String view = ACCOMPANIED_BY.get(action);
            if (view != null && !granted.contains(view)) {
                throw new BadRequestException("acls: " + view + " must accompany " + action + " for " + grantee
                        + "; grant it too, or take both away");
            }
        }
    }
}
