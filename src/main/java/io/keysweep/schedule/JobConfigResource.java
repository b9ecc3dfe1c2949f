package io.keysweep.schedule;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Schedules over HTTP; for administrators. */
@Path("/v1/scheduler/job-configs")
@Tag(name = "Scheduler/Job Configs")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
class JobConfigResource {

    private final JobConfigService service;
    private final CurrentCaller caller;

    JobConfigResource(JobConfigService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    @POST
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "createJobConfig",
            summary = "Make a schedule",
            description = "Runs are made by whichever replica is up; those missed while none was are made up for once.")
    @APIResponse(
            responseCode = "201",
            description = "Made",
            content = @Content(schema = @Schema(implementation = JobConfigView.class)))
    @APIResponse(responseCode = "404", description = "A vault or a key of the parameters is not there")
    public Uni<JobConfigView> create(JobConfigRequest request) {
        return service.create(caller.get(), request);
    }

    @GET
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(operationId = "listJobConfigs", summary = "List schedules", description = "Filters repeat.")
    public Uni<Page<JobConfigView>> list(
            @RestQuery String skip,
            @RestQuery String limit,
            @RestQuery String sort,
            @RestQuery List<String> id,
            @RestQuery List<String> name,
            @RestQuery List<String> operation,
            @RestQuery String disabled) {
        JobConfigFilter filter = JobConfigFilter.of(caller.get().account(), id, name, operation, disabled, sort);
        return service.list(filter, PageRequest.parse(skip, limit));
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(operationId = "getJobConfig", summary = "Get a schedule")
    public Uni<JobConfigView> get(@RestPath String id) {
        return service.get(caller.get(), id);
    }

    @PATCH
    @Cancellable(false)
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "changeJobConfig",
            summary = "Change a schedule",
            description = "What is left out stays. It is due next as if it had been made now.")
    @APIResponse(
            responseCode = "200",
            description = "Changed",
            content = @Content(schema = @Schema(implementation = JobConfigView.class)))
    @APIResponse(responseCode = "409", description = "Somebody else changed it at the same moment")
    public Uni<JobConfigView> change(@RestPath String id, JobConfigRequest request) {
        return service.change(caller.get(), id, request);
    }

    @DELETE
    @Cancellable(false)
    @Path("/{id}")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "deleteJobConfig",
            summary = "Delete a schedule",
            description = "With the records of its runs; jobs that it made go on. Its keys take part in none then.")
    @APIResponse(responseCode = "204", description = "Deleted")
    public Uni<Void> delete(@RestPath String id) {
        return service.delete(caller.get(), id);
    }

    @POST
    @Cancellable(false)
    @Path("/{id}/run-now")
    @ResponseStatus(201)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "runJobConfigNow",
            summary = "Run a schedule now",
            description = "Also a disabled one. When it is due next does not change.")
    @APIResponse(
            responseCode = "201",
            description = "A run was made",
            content = @Content(schema = @Schema(implementation = JobRunView.class)))
    public Uni<JobRunView> runNow(@RestPath String id) {
        return service.runNow(caller.get(), id);
    }
}
