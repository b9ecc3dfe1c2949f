package io.keysweep.key;

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

/** Keys over HTTP. */
@Path("/v1/cckm/azure/keys")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
@Tag(name = "CCKM/Azure Keys")
public class AzureKeyResource {

    private final AzureKeyService keys;
    private final CurrentCaller caller;

    AzureKeyResource(AzureKeyService keys, CurrentCaller caller) {
        this.keys = keys;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(operationId = "listKeys", summary = "List keys", description = "The keys that the caller may see.")
    public Uni<Page<AzureKeyView>> list(
            @BeanParam AzureKeyQuery query,
            @Parameter(description = "Such as -createdAt,key_name") @QueryParam("sort") String sort,
            @QueryParam("skip") String skip,
            @QueryParam("limit") String limit) {
        return keys.list(caller.get(), query, sort, PageRequest.parse(skip, limit));
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(operationId = "getKey", summary = "Get a key")
    public Uni<AzureKeyView> get(@PathParam("id") String id) {
        return keys.get(caller.get(), ObjectId.ofPath("key", id));
    }
}
