package io.keysweep.schedule;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.http.ObjectId;
import io.keysweep.key.AzureKeyView;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Keys and schedules of backups over HTTP. */
@Path("/v1/cckm/azure/keys")
@Tag(name = "CCKM/Azure Keys")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
class KeyBackupJobResource {

    private final KeyBackupJobService service;
    private final CurrentCaller caller;

    KeyBackupJobResource(KeyBackupJobService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    @POST
    @Cancellable(false)
    @Path("/{id}/enable-backup-job")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "enableBackupJob",
            summary = "Let a schedule back a key up",
            description = "Needs the action keycreate. A key takes part in one schedule at the most.")
    public Uni<AzureKeyView> enable(@RestPath String id, KeyBackupJobRequest request) {
        return service.enable(caller.get(), ObjectId.ofPath("key", id), request);
    }

    @POST
    @Cancellable(false)
    @Path("/{id}/disable-backup-job")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(operationId = "disableBackupJob", summary = "Let no schedule back a key up")
    public Uni<AzureKeyView> disable(@RestPath String id) {
        return service.disable(caller.get(), ObjectId.ofPath("key", id));
    }
}
