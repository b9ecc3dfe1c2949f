package io.keysweep.rotation;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Rotations of keys, and destroyed keys, over HTTP; for administrators. */
@Path("/v1/encryption")
@Tag(name = "Encryption")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
class RotationResource {

    private final RotationService service;
    private final CurrentCaller caller;

    RotationResource(RotationService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    @POST
    @Cancellable(false)
    @Path("/rotation-jobs")
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "createRotationJob",
            summary = "Rotate keys",
            description =
                    "Level wrapping-key: all that another wrapping key, or an older version of it, wrapped for the"
                            + " account is wrapped by the one of now; in the root domain for all accounts and the installation. Level"
                            + " data-keys: the account's backups, or those of one vault, are encrypted under fresh data keys, and the"
                            + " old ones destroyed.")
    @APIResponse(
            responseCode = "201",
            description = "Accepted",
            content = @Content(schema = @Schema(implementation = RotationView.class)))
    @APIResponse(responseCode = "404", description = "There is no such vault")
    @APIResponse(responseCode = "502", description = "Azure refuses the wrapping key")
    public Uni<RotationView> create(RotationRequest request) {
        return service.create(caller.get(), request);
    }

    @GET
    @Path("/rotation-jobs")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "listRotationJobs",
            summary = "List rotations",
            description = "Those of the account, the newest first.")
    public Uni<Page<RotationView>> list(@RestQuery String skip, @RestQuery String limit) {
        return service.list(caller.get(), PageRequest.parse(skip, limit));
    }

    @GET
    @Path("/rotation-jobs/{id}")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(operationId = "getRotationJob", summary = "Get a rotation")
    public Uni<RotationView> get(@RestPath String id) {
        return service.get(caller.get(), id);
    }

    @POST
    @Cancellable(false)
    @Path("/rotation-jobs/{id}/cancel")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "cancelRotationJob",
            summary = "Cancel a rotation",
            description =
                    "What is rotated by then stays so; the rest opens as before, and another rotation goes on with it."
                            + " A job that has ended stays as it is.")
    public Uni<RotationView> cancel(@RestPath String id) {
        return service.cancel(caller.get(), id);
    }

    @GET
    @Path("/destroyed-data-keys")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "listDestroyedDataKeys",
            summary = "List destroyed data keys",
            description = "A data key is destroyed when its last backup is gone, soon after. The latest first.")
    public Uni<Page<DestroyedDataKeyView>> destroyed(
            @RestQuery String skip,
            @RestQuery String limit,
            @Parameter(description = "Those of this vault") @RestQuery("vault_id") String vaultId) {
        return service.destroyed(caller.get(), vaultId, PageRequest.parse(skip, limit));
    }
}
