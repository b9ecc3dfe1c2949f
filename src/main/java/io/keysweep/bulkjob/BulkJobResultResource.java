package io.keysweep.bulkjob;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** What became of each item of a job: paged, or as a whole in a stream. Ours; the product has no such call. */
@Path("/v1/cckm/azure/bulkjobs/{id}/results")
@Tag(name = "CCKM/Azure Bulk Job")
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
class BulkJobResultResource {

    private static final String NDJSON = "application/x-ndjson";
    private static final String CSV = "text/csv";
    // A client without a preference gets JSON.
    private static final String AFTER_JSON = ";qs=0.5";

    // To a reader of the API's description the three are one call, with the name of the first.
    private static final String OK = "The results; in NDJSON each line is a BulkJobResult";

    private final BulkJobService service;
    private final OutcomeRepository outcomes;
    private final ResultStream stream;
    private final CurrentCaller caller;

    BulkJobResultResource(
            BulkJobService service, OutcomeRepository outcomes, ResultStream stream, CurrentCaller caller) {
        this.service = service;
        this.outcomes = outcomes;
        this.stream = stream;
        this.caller = caller;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listBulkJobResults",
            summary = "List the results of a bulk job",
            description = "What became of each item. As JSON a page, and order and pages are settled once the job has"
                    + " ended; as CSV and NDJSON all of them in a stream.")
    public Uni<Page<ResultView>> page(
            @RestPath String id,
            @RestQuery String skip,
            @RestQuery String limit,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.ARRAY,
                                            implementation = String.class,
                                            enumeration = {"succeeded", "failed", "missing", "held", "aborted"}))
                    @RestQuery
                    List<String> outcome) {
        PageRequest page = PageRequest.parse(skip, limit);
        Optional<List<String>> filter = Outcome.filter(outcome);
        return service.find(caller.get(), id).chain(job -> outcomes.page(job.account(), job.id(), filter, page));
    }

    @GET
    @Produces(NDJSON + AFTER_JSON)
    @APIResponse(
            responseCode = "200",
            description = OK,
            content =
                    @Content(
                            mediaType = NDJSON,
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            contentMediaType = MediaType.APPLICATION_JSON,
                                            contentSchema = ResultView.class)))
    @APIResponse(responseCode = "429", description = "Too many streams are open")
    public Multi<byte[]> ndjson(@RestPath String id, @RestQuery List<String> outcome) {
        Optional<List<String>> filter = Outcome.filter(outcome);
        return RestMulti.fromUniResponse(service.find(caller.get(), id), job -> stream.ndjson(job, filter));
    }

    @GET
    @Produces(CSV + AFTER_JSON)
    @APIResponse(
            responseCode = "200",
            description = OK,
            content = @Content(mediaType = CSV, schema = @Schema(type = SchemaType.STRING, contentMediaType = CSV)))
    public Multi<String> csv(@RestPath String id, @RestQuery List<String> outcome) {
        Optional<List<String>> filter = Outcome.filter(outcome);
        return RestMulti.fromUniResponse(service.find(caller.get(), id), job -> stream.csv(job, filter));
    }
}
