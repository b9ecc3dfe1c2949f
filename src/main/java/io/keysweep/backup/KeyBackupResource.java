package io.keysweep.backup;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.http.AsksAzure;
import io.keysweep.http.ObjectId;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Backups over HTTP. */
@Path("/v1/cckm/azure/keys/{key_id}/backups")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
@Tag(name = "CCKM/Azure Key Backups")
public class KeyBackupResource {

    private static final int CREATED = 201;

    private final BackupService backups;
    private final CurrentCaller caller;

    KeyBackupResource(BackupService backups, CurrentCaller caller) {
        this.backups = backups;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(operationId = "listKeyBackups", summary = "List backups of a key", description = "The backups of a key.")
    public Uni<Page<KeyBackupView>> list(
            @PathParam("key_id") String keyId,
            @BeanParam KeyBackupQuery query,
            @Parameter(description = "Such as -createdAt,name") @QueryParam("sort") String sort,
            @QueryParam("skip") String skip,
            @QueryParam("limit") String limit) {
        return backups.list(caller.get(), ObjectId.ofPath("key", keyId), query, sort, PageRequest.parse(skip, limit));
    }

    @GET
    @Path("/{backup_id}")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(operationId = "getKeyBackup", summary = "Get a backup")
    public Uni<KeyBackupView> get(@PathParam("key_id") String keyId, @PathParam("backup_id") String backupId) {
        return backups.get(caller.get(), ObjectId.ofPath("key", keyId), ObjectId.ofPath("backup", backupId));
    }

    @POST
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(CREATED)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "createKeyBackup",
            summary = "Take a backup",
            description = "Takes a backup of the key, with all its versions, from Azure and stores it. Needs view and"
                    + " keycreate on the vault.")
    @APIResponseSchema(value = KeyBackupView.class, responseCode = "201", responseDescription = "The backup")
    @APIResponse(responseCode = "409", description = "Azure is still changing the key")
    @APIResponse(responseCode = "422", description = "The key has more versions than Azure can back up")
    @AsksAzure
    public Uni<KeyBackupView> create(
            @PathParam("key_id") String keyId, @RequestBody(required = false) KeyBackupRequest request) {
        return backups.take(caller.get(), ObjectId.ofPath("key", keyId), request);
    }

    @PATCH
    @Cancellable(false)
    @Path("/{backup_id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "updateKeyBackup",
            summary = "Name a backup anew",
            description = "Sets name, description or both. Needs view and keycreate on the vault.")
    public Uni<KeyBackupView> update(
            @PathParam("key_id") String keyId, @PathParam("backup_id") String backupId, KeyBackupRequest request) {
        return backups.describe(
                caller.get(), ObjectId.ofPath("key", keyId), ObjectId.ofPath("backup", backupId), request);
    }

    @DELETE
    @Cancellable(false)
    @Path("/{backup_id}")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "deleteKeyBackup",
            summary = "Delete a backup",
            description = "Azure is not asked. Needs view and deletebackup on the vault.")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(
            responseCode = "409",
            description = "The backup is held, or the last one of a key that is gone from Azure")
    public Uni<Void> delete(@PathParam("key_id") String keyId, @PathParam("backup_id") String backupId) {
        return backups.delete(caller.get(), ObjectId.ofPath("key", keyId), ObjectId.ofPath("backup", backupId));
    }
}
