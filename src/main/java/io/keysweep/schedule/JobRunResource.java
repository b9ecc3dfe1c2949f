package io.keysweep.schedule;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Runs of schedules over HTTP; for administrators. */
@Path("/v1/scheduler")
@Tag(name = "Scheduler/Jobs")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
class JobRunResource {

    private final JobRunService service;
    private final CurrentCaller caller;

    JobRunResource(JobRunService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    @GET
    @Path("/jobs")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(operationId = "listSchedulerJobs", summary = "List runs of schedules", description = "Filters repeat.")
    public Uni<Page<JobRunView>> list(
            @RestQuery String skip,
            @RestQuery String limit,
            @RestQuery String sort,
            @RestQuery List<String> id,
            @RestQuery("job_config_id") List<String> jobConfigId,
            @RestQuery List<String> operation,
            @RestQuery("overall_status") List<String> overallStatus) {
        JobRunFilter filter = JobRunFilter.of(caller.get().account(), id, jobConfigId, operation, overallStatus, sort);
        return service.list(filter, PageRequest.parse(skip, limit));
    }

    @GET
    @Path("/jobs/{id}")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "getSchedulerJob",
            summary = "Get a run of a schedule",
            description = "Of one that takes backups with counts, and what went wrong with which vault and key.")
    public Uni<JobRunView> get(@RestPath String id) {
        return service.get(caller.get(), id);
    }

    @DELETE
    @Cancellable(false)
    @Path("/jobs/{id}")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "deleteSchedulerJob",
            summary = "Delete the record of a run",
            description =
                    "Only of one that has ended. A bulk job or synchronization that it made keeps its own record; what is"
                            + " known of the backups that it took, other than themselves, goes with it.")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "409", description = "The run is in progress")
    public Uni<Void> delete(@RestPath String id) {
        return service.delete(caller.get(), id);
    }

    @GET
    @Path("/operations")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(operationId = "listSchedulerOperations", summary = "List what a schedule can do")
    public Page<JobOperationView> operations() {
        List<JobOperationView> all =
                Stream.of(JobOperation.values()).map(JobOperationView::of).toList();
        return Page.of(PageRequest.of(null, null), all.size(), all);
    }
}
