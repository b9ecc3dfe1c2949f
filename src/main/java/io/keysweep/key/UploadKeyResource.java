package io.keysweep.key;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.http.AsksAzure;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Uploads of keys over HTTP. */
@Path("/v1/cckm/azure/upload-key")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
@Tag(name = "CCKM/Azure Keys")
public class UploadKeyResource {

    private static final int CREATED = 201;

    private final KeyMakingService keys;
    private final CurrentCaller caller;

    UploadKeyResource(KeyMakingService keys, CurrentCaller caller) {
        this.keys = keys;
        this.caller = caller;
    }

    @POST
    @Cancellable(false)
    @ResponseStatus(CREATED)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "uploadKey",
            summary = "Upload a key",
            description =
                    "Imports a private key into a vault in Azure and takes a first backup. No keys are kept here, so"
                            + " the key comes with the request and is not stored. Needs view and keyupload on the vault.")
    @APIResponseSchema(
            value = AzureKeyView.class,
            responseCode = "201",
            responseDescription = "The key; without backup if none could be taken")
    @APIResponse(responseCode = "404", description = "There is no such vault")
    @APIResponse(responseCode = "409", description = "The name is in use")
    @APIResponse(responseCode = "422", description = "Azure refuses such a key")
    @AsksAzure
    public Uni<AzureKeyView> upload(UploadRequest request) {
        return keys.upload(caller.get(), request);
    }
}
