package io.keysweep.backup;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.http.ObjectId;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Removal of keys and their backups over HTTP. */
@Path("/v1/cckm/azure/keys/{id}/delete-backup")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
@Tag(name = "CCKM/Azure Keys")
public class KeyRemovalResource {

    private final BackupService backups;
    private final CurrentCaller caller;

    KeyRemovalResource(BackupService backups, CurrentCaller caller) {
        this.backups = backups;
        this.caller = caller;
    }

    @POST
    @Cancellable(false)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "deleteKeyBackups",
            summary = "Remove a key with all its backups",
            description =
                    "Removes the key, its versions and all its backups from here, also the last one of a key that is"
                            + " gone from Azure, which can then not be restored any more. Azure is not asked. Needs view and"
                            + " deletebackup on the vault.")
    @APIResponse(responseCode = "204", description = "Removed")
    @APIResponse(responseCode = "409", description = "Some of the backups are held")
    @APIResponse(responseCode = "422", description = "Too many backups for one call; delete them by a bulk job first")
    public Uni<Void> remove(@PathParam("id") String id) {
        return backups.removeKey(caller.get(), ObjectId.ofPath("key", id));
    }
}
