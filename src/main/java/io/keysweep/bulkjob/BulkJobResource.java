package io.keysweep.bulkjob;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Bulk jobs over HTTP. */
@Path("/v1/cckm/azure/bulkjobs")
@Tag(name = "CCKM/Azure Bulk Job")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
class BulkJobResource {

    private final BulkJobService service;
    private final CurrentCaller caller;

    BulkJobResource(BulkJobService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Create", description = "Starts a job that deletes backups, or previews one.")
    @APIResponse(
            responseCode = "201",
            description = "Accepted",
            content = @Content(schema = @Schema(implementation = BulkJobView.class)))
    @APIResponse(
            responseCode = "200",
            description = "Dry run",
            content = @Content(schema = @Schema(implementation = DryRunView.class)))
    public Uni<Response> create(BulkJobRequest request, @HeaderParam(IdempotencyKey.HEADER) String key) {
        return service.create(caller.get(), request, IdempotencyKey.of(key)).map(BulkJobResource::answer);
    }

    private static Response answer(CreateResult result) {
        if (result instanceof CreateResult.Previewed previewed) {
            return Response.ok(previewed.report()).build();
        }
        if (result instanceof CreateResult.Replayed replayed) {
            return created(replayed.job())
                    .header(IdempotencyKey.REPLAYED_HEADER, "true")
                    .build();
        }
        return created(((CreateResult.Accepted) result).job()).build();
    }

    private static Response.ResponseBuilder created(BulkJob job) {
        return Response.created(URI.create("/api/v1/cckm/azure/bulkjobs/" + job.id()))
                .entity(BulkJobView.of(job));
    }

    @GET
    @Operation(summary = "List", description = "Filters repeat. sort is a comma list, - in front for descending.")
    public Uni<Page<BulkJobView>> list(
            @RestQuery String skip,
            @RestQuery String limit,
            @RestQuery String sort,
            @RestQuery List<String> id,
            @RestQuery("overall_status") List<String> overallStatus,
            @RestQuery List<String> operation,
            @RestQuery List<String> cloud) {
        BulkJobFilter filter = BulkJobFilter.of(id, overallStatus, operation, cloud, sort);
        return service.list(caller.get(), filter, PageRequest.parse(skip, limit));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Get")
    public Uni<BulkJobView> get(@RestPath String id) {
        return service.get(caller.get(), id);
    }

    @POST
    @Path("/{id}/cancel")
    @Operation(
            summary = "Cancel",
            description = "What is deleted stays deleted; nothing more is. A job that has ended stays as it is.")
    public Uni<BulkJobView> cancel(@RestPath String id) {
        return service.cancel(caller.get(), id);
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete", description = "Deletes the record of a job that has ended.")
    @APIResponse(responseCode = "204", description = "Deleted")
    public Uni<Void> delete(@RestPath String id) {
        return service.delete(caller.get(), id);
    }
}
