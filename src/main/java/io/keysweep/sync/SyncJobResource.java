package io.keysweep.sync;

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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Synchronizations of keys over HTTP. */
@Path("/v1/cckm/azure/synchronization-jobs")
@Tag(name = "CCKM/Azure Synchronization Jobs")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
class SyncJobResource {

    private final SyncJobService service;
    private final CurrentCaller caller;

    SyncJobResource(SyncJobService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    @POST
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "createSynchronizationJob",
            summary = "Synchronize keys",
            description = "Brings what is on record of the vaults' keys up to date with Azure. Needs the action"
                    + " keysynchronize in the ACL of each vault, and keycreate as well if backups are to be taken.")
    @APIResponse(
            responseCode = "201",
            description = "Accepted",
            content = @Content(schema = @Schema(implementation = SyncJobView.class)))
    @APIResponse(responseCode = "404", description = "A vault of the request is not there")
    public Uni<SyncJobView> create(SyncJobRequest request) {
        return service.create(caller.get(), request);
    }

    @GET
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "listSynchronizationJobs",
            summary = "List synchronization jobs",
            description = "The jobs that the caller may see, the newest first; filters repeat.")
    public Uni<Page<SyncJobView>> list(
            @RestQuery String skip,
            @RestQuery String limit,
            @RestQuery List<String> id,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.ARRAY,
                                            implementation = String.class,
                                            enumeration = {"in_progress", "completed", "failed"}))
                    @RestQuery("overall_status")
                    List<String> overallStatus,
            @Parameter(description = "Names or ids") @RestQuery("key_vaults") List<String> keyVaults) {
        SyncJobFilter filter = SyncJobFilter.visible(caller.get()).narrowed(id, overallStatus, keyVaults);
        return service.list(filter, PageRequest.parse(skip, limit));
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(operationId = "getSynchronizationJob", summary = "Get a synchronization job")
    public Uni<SyncJobView> get(@RestPath String id) {
        return service.get(caller.get(), id);
    }

    @POST
    @Cancellable(false)
    @Path("/{id}/cancel")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "cancelSynchronizationJob",
            summary = "Cancel a synchronization job",
            description = "What is on record by then stays. Of a job that has ended only abort changes.")
    public Uni<SyncJobView> cancel(@RestPath String id) {
        return service.cancel(caller.get(), id);
    }
}
