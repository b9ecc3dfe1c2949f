package io.keysweep.audit;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestPath;

/** Certificates over HTTP. Ours; the product has none. */
@Path("/v1/cckm/azure/bulkjobs/{id}/certificate")
@Tag(name = "CCKM/Azure Bulk Job")
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
public class CertificateResource {

    private static final String NDJSON = "application/x-ndjson";

    private final CertificateService service;
    private final CurrentCaller caller;

    CertificateResource(CertificateService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "getDeletionCertificate",
            summary = "Get a deletion certificate",
            description =
                    "Says, signed, what a job that has ended deleted: for whom, by which selection, how many, when,"
                            + " and the root of a Merkle tree over the deleted ids and blobs. It stays when the record of the job"
                            + " is deleted.")
    @APIResponseSchema(value = CertificateView.class, responseDescription = "The certificate, always the same")
    @APIResponse(responseCode = "409", description = "The job is in progress")
    public Uni<CertificateView> get(@RestPath String id) {
        return service.get(caller.get(), id);
    }

    @GET
    @Path("/leaves")
    @Produces(NDJSON)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "getCertificateLeaves",
            summary = "Get what a certificate's root is over",
            description = "A line for each chunk of the job that deleted. With them a verifier computes the root again."
                    + " They go with the record of the job: fetch them before it is deleted.")
    @APIResponse(
            responseCode = "200",
            description = "Each line is a CertificateLeaf",
            content =
                    @Content(
                            mediaType = NDJSON,
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            contentMediaType = MediaType.APPLICATION_JSON,
                                            contentSchema = CertificateLeaf.class)))
    @APIResponse(responseCode = "404", description = "There is no such job, or its record was deleted")
    @APIResponse(responseCode = "409", description = "The job is in progress")
    @APIResponse(responseCode = "429", description = "Too many streams are open")
    public Multi<byte[]> leaves(@RestPath String id) {
        return RestMulti.fromUniResponse(service.leaves(caller.get(), id), lines -> lines);
    }
}
