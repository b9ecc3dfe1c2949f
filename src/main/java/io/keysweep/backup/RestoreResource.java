package io.keysweep.backup;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.http.AsksAzure;
import io.keysweep.http.ObjectId;
import io.keysweep.key.AzureKeyView;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Restores over HTTP. */
@Path("/v1/cckm/azure/keys/{id}/restore")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
@Tag(name = "CCKM/Azure Keys")
public class RestoreResource {

    private final RestoreService restores;
    private final CurrentCaller caller;

    RestoreResource(RestoreService restores, CurrentCaller caller) {
        this.restores = restores;
        this.caller = caller;
    }

    @POST
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "restoreKey",
            summary = "Restore a key from a backup",
            description =
                    "Brings a DELETED key back into its vault, where it keeps its id, or any key into another vault"
                            + " of the same subscription and geography, as a new key. The blob's digest is checked before it is"
                            + " sent. Needs view on the key's vault, and view and keyrestore on the one restored into.")
    @APIResponse(responseCode = "200", description = "The restored key")
    @APIResponse(responseCode = "409", description = "The name is in use, or the key is not DELETED")
    @APIResponse(
            responseCode = "422",
            description = "The stored blob is damaged, or the vault is of another subscription or geography")
    @AsksAzure
    public Uni<AzureKeyView> restore(
            @PathParam("id") String id, @RequestBody(required = false) RestoreRequest request) {
        return restores.restore(caller.get(), ObjectId.ofPath("key", id), request);
    }
}
