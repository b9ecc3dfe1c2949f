package io.keysweep.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The caller, as the service sees it. */
@Schema(
        name = "Self",
        requiredProperties = {"user_id", "username", "account", "groups"})
record SelfView(@JsonProperty("user_id") String userId, String username, String account, List<String> groups) {

    static SelfView of(Caller caller) {
        return new SelfView(
                caller.subject(),
                caller.username(),
                caller.account(),
                caller.groups().stream().sorted().toList());
    }
}
