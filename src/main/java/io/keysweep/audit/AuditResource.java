package io.keysweep.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.keysweep.http.WhitespaceAhead;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** The audit over HTTP; for administrators. */
@Path("/v1/audit")
@Tag(name = "Audit")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
public class AuditResource {

    // A quarter of what connections may be idle, here and at most proxies.
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final AuditService service;
    private final CheckpointRepository keys;
    private final ObjectMapper json;
    private final CurrentCaller caller;

    AuditResource(AuditService service, CheckpointRepository keys, ObjectMapper json, CurrentCaller caller) {
        this.service = service;
        this.keys = keys;
        this.json = json;
        this.caller = caller;
    }

    @GET
    @Path("/records")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "listAuditRecords",
            summary = "List audit records",
            description = "Who changed what in the account, from where, when; filters repeat.")
    public Uni<Page<AuditRecordView>> list(
            @RestQuery String skip,
            @RestQuery String limit,
            @RestQuery String sort,
            @RestQuery List<String> action,
            @RestQuery List<String> actor,
            @RestQuery List<String> resource,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.ARRAY,
                                            implementation = String.class,
                                            enumeration = {"success", "failure"}))
                    @RestQuery
                    List<String> outcome,
            @RestQuery("request_id") List<String> requestId,
            @RestQuery("created_after") String createdAfter,
            @RestQuery("created_before") String createdBefore) {
        AuditFilter.Asked asked =
                new AuditFilter.Asked(action, actor, resource, outcome, requestId, createdAfter, createdBefore, sort);
        return service.list(AuditFilter.of(caller.get().account(), asked), PageRequest.parse(skip, limit));
    }

    @GET
    @Path("/records/{id}")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(operationId = "getAuditRecord", summary = "Get an audit record")
    public Uni<AuditRecordView> get(@RestPath String id) {
        return service.get(caller.get().account(), id);
    }

    @GET
    @Path("/verify")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "verifyAudit",
            summary = "Verify the audit",
            description = "Computes every hash of the account's chain again and names the first record that is changed,"
                    + " missing or out of order. Of a long chain spaces are sent ahead of the answer, which is 200"
                    + " then. With seq and hash of an earlier answer it also finds a chain that was cut off or"
                    + " written anew since.")
    public Uni<VerificationView> verify(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = "^[1-9][0-9]{0,17}$")) @RestQuery
                    String seq,
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = "^[0-9a-f]{64}$")) @RestQuery String hash,
            @Context HttpServerResponse response) {
        return WhitespaceAhead.of(service.verify(caller.get().account(), seq, hash), response, PATIENCE);
    }

    @GET
    @Path("/keys")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "getAuditKeys",
            summary = "Public keys of certificates and checkpoints",
            description = "A JWK set. A key stays in it for good.")
    public Uni<AuditKeysView> keys() {
        return keys.keys()
                .map(texts -> new AuditKeysView(texts.stream().map(this::key).toList()));
    }

    private AuditKey key(String jwk) {
        try {
            return json.readValue(jwk, AuditKey.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
