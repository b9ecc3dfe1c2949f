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
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;

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
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createBulkJob",
            summary = "Start a bulk job",
            description = "Starts a job that deletes backups, or previews one. An account previews one at a time.")
    @APIResponse(
            responseCode = "201",
            description = "Accepted, now or by an earlier call with the same Idempotency-Key",
            headers = {
                @Header(
                        name = "Location",
                        description = "Where the job is.",
                        required = true,
                        schema = @Schema(type = SchemaType.STRING, format = "uri-reference")),
                @Header(
                        name = IdempotencyKey.REPLAYED_HEADER,
                        description = "There if an earlier call with the same Idempotency-Key made the job.",
                        schema = @Schema(type = SchemaType.STRING, enumeration = "true"))
            },
            content = @Content(schema = @Schema(implementation = BulkJobView.class)))
    @APIResponse(
            responseCode = "200",
            description = "Dry run",
            content = @Content(schema = @Schema(implementation = DryRunView.class)))
    @APIResponse(responseCode = "404", description = "A vault or a key of the request is not there")
    @APIResponse(responseCode = "409", description = "The Idempotency-Key expired just now")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<Response> create(
            BulkJobRequest request,
            @Parameter(
                            description = "A name for this request, such as a UUID: sent again with the same, it cannot"
                                    + " start a second job. Holds for seven days, unless the service is set otherwise.",
                            schema = @Schema(type = SchemaType.STRING, pattern = "^[!-~]+$", maxLength = 257))
                    @HeaderParam(IdempotencyKey.HEADER)
                    String key) {
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
    @Operation(
            operationId = "listBulkJobs",
            summary = "List bulk jobs",
            description = "The jobs that the caller may see; filters repeat.")
    public Uni<Page<BulkJobView>> list(
            @RestQuery String skip,
            @RestQuery String limit,
            @RestQuery String sort,
            @RestQuery List<String> id,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.ARRAY,
                                            implementation = String.class,
                                            enumeration = {"in_progress", "completed", "failed"}))
                    @RestQuery("overall_status")
                    List<String> overallStatus,
            @RestQuery List<String> operation,
            @RestQuery List<String> cloud) {
        BulkJobFilter filter = BulkJobFilter.of(id, overallStatus, operation, cloud, sort);
        return service.list(caller.get(), filter, PageRequest.parse(skip, limit));
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getBulkJob", summary = "Get a bulk job")
    public Uni<BulkJobView> get(@RestPath String id) {
        return service.get(caller.get(), id);
    }

    @POST
    @Cancellable(false)
    @Path("/{id}/cancel")
    @Operation(
            operationId = "cancelBulkJob",
            summary = "Cancel a bulk job",
            description = "What is deleted stays deleted; nothing more is. A job that has ended stays as it is.")
    public Uni<BulkJobView> cancel(@RestPath String id) {
        return service.cancel(caller.get(), id);
    }

    @DELETE
    @Cancellable(false)
    @Path("/{id}")
    @Operation(
            operationId = "deleteBulkJob",
            summary = "Delete the record of a bulk job",
            description = "Only of one that has ended.")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "409", description = "The job is in progress")
    public Uni<Void> delete(@RestPath String id) {
        return service.delete(caller.get(), id);
    }
}
