package io.keysweep.bulkjob;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.limits.StreamPlaces;
import io.keysweep.limits.Streams;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** A job's progress as server-sent events. Ours; the product has no such call. */
@Path("/v1/cckm/azure/bulkjobs/{id}/events")
@Tag(name = "CCKM/Azure Bulk Job")
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
class BulkJobEventResource {

    // A reader whose replica went away finds another one that soon.
    private static final long RECONNECT_MILLIS = 1_000;
    private static final String PLACE = StreamPlaces.Place.class.getName();

    private final BulkJobService service;
    private final ProgressStream progress;
    private final Streams streams;
    private final CurrentCaller caller;
    private final CurrentVertxRequest current;
    private final Sse sse;

    BulkJobEventResource(
            BulkJobService service,
            ProgressStream progress,
            Streams streams,
            CurrentCaller caller,
            CurrentVertxRequest current,
            Sse sse) {
        this.service = service;
        this.progress = progress;
        this.streams = streams;
        this.caller = caller;
        this.current = current;
        this.sse = sse;
    }

    /** Binds the check of the job to the call that streams. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface OfJob {}

    @GET
    @OfJob
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "streamBulkJobEvents",
            summary = "Follow a bulk job",
            description = "Events `progress` while the job is under way and one `end`, each with the job as data. A"
                    + " stream that ends without `end` was cut by a replica that stopped: connect again.")
    @APIResponse(
            responseCode = "200",
            description = "Server-sent events; the data of each is a BulkJob without detailed_status",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            contentMediaType = MediaType.APPLICATION_JSON,
                                            contentSchema = BulkJobView.class)))
    @APIResponse(responseCode = "429", description = "Too many streams are open")
    public Multi<OutboundSseEvent> events(@RestPath String id) {
        Caller reader = caller.get();
        StreamPlaces.Place place = current.getCurrent().get(PLACE);
        return RestMulti.fromUniResponse(
                service.find(reader, id),
                job -> progress.of(reader, job).map(this::event).onTermination().invoke(place::leave));
    }

    // The answer to a stream of events begins before its first event is known, so whether there is such a job, and room
    // for one more stream, has to be settled earlier.
    @ServerRequestFilter
    @OfJob
    public Uni<Void> checkJob(UriInfo uri) {
        RoutingContext request = current.getCurrent();
        return service.find(caller.get(), uri.getPathParameters().getFirst("id"))
                .invoke(job -> enter(request))
                .replaceWithVoid();
    }

    // Given back when the stream ends, or the request, should it never come to a stream.
    private void enter(RoutingContext request) {
        StreamPlaces.Place place = streams.events().enter(caller.get().account());
        request.put(PLACE, place);
        request.addEndHandler(ended -> place.leave());
    }

    private OutboundSseEvent event(BulkJob job) {
        return sse.newEventBuilder()
                .name(job.state().isFinal() ? "end" : "progress")
                .reconnectDelay(RECONNECT_MILLIS)
                .data(BulkJobView.class, BulkJobView.of(job))
                .build();
    }
}
