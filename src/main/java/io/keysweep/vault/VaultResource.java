package io.keysweep.vault;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.http.ObjectId;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Vaults over HTTP. */
@Path("/v1/cckm/azure/vaults")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
@Tag(name = "CCKM/Azure Vaults")
public class VaultResource {

    private final VaultService vaults;
    private final VaultAdministration administration;
    private final CurrentCaller caller;

    VaultResource(VaultService vaults, VaultAdministration administration, CurrentCaller caller) {
        this.vaults = vaults;
        this.administration = administration;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(operationId = "listVaults", summary = "List vaults", description = "The vaults that the caller may see.")
    public Uni<Page<VaultView>> list(
            @BeanParam VaultQuery query,
            @Parameter(description = "Such as -createdAt,azure_name") @QueryParam("sort") String sort,
            @QueryParam("skip") String skip,
            @QueryParam("limit") String limit) {
        return vaults.list(caller.get(), query, sort, PageRequest.parse(skip, limit));
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(operationId = "getVault", summary = "Get a vault")
    public Uni<VaultView> get(@PathParam("id") String id) {
        return vaults.get(caller.get(), ObjectId.ofPath("vault", id));
    }

    @PATCH
    @Cancellable(false)
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "updateVault",
            summary = "Change a vault",
            description = "The connection that it is reached by, and how many backups a key keeps.")
    @APIResponse(responseCode = "200", description = "The vault")
    @APIResponse(responseCode = "409", description = "The connection was deleted just now")
    public Uni<VaultView> update(@PathParam("id") String id, @RequestBody(required = true) VaultChange change) {
        return administration.change(caller.get(), ObjectId.ofPath("vault", id), change);
    }

    @POST
    @Cancellable(false)
    @Path("/{id}/remove-vault")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "removeVault",
            summary = "Remove a vault",
            description =
                    "Takes the vault out of management, with its keys; Azure is not touched. Not while it has backups: a"
                            + " bulk job deletes those.")
    @APIResponse(responseCode = "204", description = "Removed")
    @APIResponse(responseCode = "409", description = "It has backups, or jobs that run")
    public Uni<Void> remove(@PathParam("id") String id) {
        return administration.remove(caller.get(), ObjectId.ofPath("vault", id));
    }

    @POST
    @Cancellable(false)
    @Path("/{id}/update-acls")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "updateVaultAcls",
            summary = "Change the ACL of a vault",
            description =
                    "Grants actions to users and groups, or takes them away; what is not named stays. All of the request"
                            + " or nothing.")
    @APIResponse(responseCode = "200", description = "The vault")
    @APIResponse(responseCode = "422", description = "More than 200 users and groups would be named")
    public Uni<VaultView> updateAcls(@PathParam("id") String id, @RequestBody(required = true) AclRequest request) {
        return administration.changeAcl(caller.get(), ObjectId.ofPath("vault", id), request);
    }
}
