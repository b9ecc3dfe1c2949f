package io.keysweep.bulkjob;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** A job's progress as server-sent events. Ours; the product has no such call. */
@Path("/v1/cckm/azure/bulkjobs/{id}/events")
@Tag(name = "CCKM/Azure Bulk Job")
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
class BulkJobEventResource {

    private final BulkJobService service;
    private final ProgressStream progress;
    private final CurrentCaller caller;
    private final Sse sse;

    BulkJobEventResource(BulkJobService service, ProgressStream progress, CurrentCaller caller, Sse sse) {
        this.service = service;
        this.progress = progress;
        this.caller = caller;
        this.sse = sse;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Events",
            description = "Events `progress` while the job is under way and one `end`, each with the job as data.")
    public Multi<OutboundSseEvent> events(@RestPath String id) {
        Caller reader = caller.get();
        return RestMulti.fromUniResponse(
                service.find(reader, id), job -> progress.of(reader, job).map(this::event));
    }

    private OutboundSseEvent event(BulkJob job) {
        return sse.newEventBuilder()
                .name(job.state().isFinal() ? "end" : "progress")
                .data(BulkJobView.class, BulkJobView.of(job))
                .build();
    }
}
