package io.keysweep.retention;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.http.ObjectId;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Holds over HTTP. Ours; the product has none. */
@Path("/v1/cckm/azure/keys/{key_id}/backups/{backup_id}/hold")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
@Tag(name = "CCKM/Azure Key Backups")
public class HoldResource {

    private final HoldService holds;
    private final CurrentCaller caller;

    HoldResource(HoldService holds, CurrentCaller caller) {
        this.holds = holds;
        this.caller = caller;
    }

    @POST
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "holdKeyBackup",
            summary = "Hold a backup",
            description =
                    "From then on nothing deletes the backup: a single deletion is refused, limits and schedules pass"
                            + " it over, bulk jobs leave it alone and count it as held. Needs view and deletebackup on the vault;"
                            + " changing a hold takes an administrator.")
    @APIResponseSchema(value = HoldView.class, responseCode = "200", responseDescription = "The hold")
    @APIResponse(responseCode = "409", description = "It is under a hold that the caller may not change")
    public Uni<HoldView> hold(
            @PathParam("key_id") String keyId, @PathParam("backup_id") String backupId, HoldRequest request) {
        return holds.place(caller.get(), ObjectId.ofPath("key", keyId), ObjectId.ofPath("backup", backupId), request);
    }

    @DELETE
    @Cancellable(false)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "releaseKeyBackup",
            summary = "Release a hold",
            description = "The backup may be deleted again. Administrators only.")
    @APIResponse(responseCode = "204", description = "Released")
    public Uni<Void> release(@PathParam("key_id") String keyId, @PathParam("backup_id") String backupId) {
        return holds.release(caller.get(), ObjectId.ofPath("key", keyId), ObjectId.ofPath("backup", backupId));
    }
}
