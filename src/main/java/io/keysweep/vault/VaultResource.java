package io.keysweep.vault;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.http.ObjectId;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Vaults over HTTP. */
@Path("/v1/cckm/azure/vaults")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
@Tag(name = "CCKM/Azure Vaults")
public class VaultResource {

    private final VaultService vaults;
    private final CurrentCaller caller;

    VaultResource(VaultService vaults, CurrentCaller caller) {
        this.vaults = vaults;
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
}
