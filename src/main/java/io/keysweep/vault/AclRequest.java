package io.keysweep.vault;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.keysweep.http.KnownFieldsOnly;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Changes of a vault's ACL, made one after the other. */
@KnownFieldsOnly
@Schema(name = "VaultAclRequest", additionalProperties = Schema.False.class)
public record AclRequest(@Schema(required = true, minItems = 1, maxItems = MOST) List<Change> acls) {

    static final int MOST = 1_000;

    /**
     * A change: actions that a user or a group may do from now on, or may not any more.
     *
     * @param userId the user, as the token's subject; or null
     * @param group the group; or null
     * @param permit whether the actions are granted or taken away
     */
    @RegisterForReflection
    @KnownFieldsOnly
    @Schema(
            name = "VaultAclChange",
            description = "One of user_id and group.",
            additionalProperties = Schema.False.class)
    public record Change(
            @Schema(examples = "local|c676dc5f-b23c-4888-a6fb-92305e707d43", maxLength = 255) @JsonProperty("user_id")
                    String userId,
            @Schema(maxLength = 255) String group,
            @Schema(required = true) Boolean permit,
            @Schema(required = true, minItems = 1) List<String> actions) {

        String grantee() {
            return userId == null ? group : userId;
        }

        boolean ofGroup() {
            return userId == null;
        }
    }
}
