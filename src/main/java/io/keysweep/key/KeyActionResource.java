package io.keysweep.key;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.http.AsksAzure;
import io.keysweep.http.ObjectId;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** What can be done with a key, over HTTP. */
@Path("/v1/cckm/azure/keys")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
@Tag(name = "CCKM/Azure Keys")
public class KeyActionResource {

    private static final String PEM = "application/x-pem-file";

    private final KeyLifeService keys;
    private final CurrentCaller caller;

    KeyActionResource(KeyLifeService keys, CurrentCaller caller) {
        this.keys = keys;
        this.caller = caller;
    }

    @POST
    @Cancellable(false)
    @Path("/{id}/soft-delete")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "softDeleteKey",
            summary = "Soft-delete a key",
            description =
                    "Takes a backup and then deletes the key in Azure, where it can be recovered for a while. If the"
                            + " backup fails, the key is not deleted. Needs view and keydelete on the vault.")
    @APIResponse(responseCode = "200", description = "The key, SOFT-DELETED")
    @APIResponse(responseCode = "409", description = "The key is not AVAILABLE, or Azure is still changing it")
    @APIResponse(responseCode = "422", description = "The key has more versions than Azure backs up")
    @AsksAzure
    public Uni<AzureKeyView> softDelete(@PathParam("id") String id) {
        return keys.softDelete(caller.get(), ObjectId.ofPath("key", id));
    }

    @POST
    @Cancellable(false)
    @Path("/{id}/hard-delete")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "hardDeleteKey",
            summary = "Purge a key",
            description = "Purges a soft-deleted key from Azure. It stays here as DELETED, with its backups, and can be"
                    + " restored from them. Needs view and keypurge on the vault.")
    @APIResponse(responseCode = "200", description = "The key, DELETED")
    @APIResponse(
            responseCode = "409",
            description = "The key is not SOFT-DELETED, or Azure has not finished deleting it")
    @APIResponse(responseCode = "422", description = "The vault protects the key from being purged")
    @AsksAzure
    public Uni<AzureKeyView> hardDelete(@PathParam("id") String id) {
        return keys.purge(caller.get(), ObjectId.ofPath("key", id));
    }

    @POST
    @Cancellable(false)
    @Path("/{id}/recover")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "recoverKey",
            summary = "Recover a soft-deleted key",
            description = "Needs view and keyrecover on the vault.")
    @APIResponse(responseCode = "200", description = "The key, AVAILABLE")
    @APIResponse(responseCode = "409", description = "The key is not SOFT-DELETED, or Azure is still changing it")
    @AsksAzure
    public Uni<AzureKeyView> recover(@PathParam("id") String id) {
        return keys.recover(caller.get(), ObjectId.ofPath("key", id));
    }

    @POST
    @Cancellable(false)
    @Path("/{id}/refresh")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "refreshKey",
            summary = "Read a key anew from Azure",
            description = "Whatever state it is in; one that Azure has no more becomes DELETED. Needs view and"
                    + " keysynchronize on the vault.")
    @APIResponse(responseCode = "200", description = "The key as Azure has it now")
    @APIResponse(responseCode = "409", description = "Azure is still changing the key")
    @AsksAzure
    public Uni<AzureKeyView> refresh(@PathParam("id") String id) {
        return keys.refresh(caller.get(), ObjectId.ofPath("key", id));
    }

    @GET
    @Path("/{id}/download-public-key")
    @Produces(PEM)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "downloadPublicKey",
            summary = "Download the public key",
            description = "Of the latest version, SubjectPublicKeyInfo in PEM. Azure is not asked.")
    @APIResponse(
            responseCode = "200",
            description = "The public key",
            content = @Content(mediaType = PEM, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "422", description = "The public key is not known here")
    public Uni<String> downloadPublicKey(@PathParam("id") String id) {
        return keys.publicKey(caller.get(), ObjectId.ofPath("key", id));
    }
}
