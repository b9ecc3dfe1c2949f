package io.keysweep.key;

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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Keys over HTTP. */
@Path("/v1/cckm/azure/keys")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
@Tag(name = "CCKM/Azure Keys")
public class AzureKeyResource {

    private static final int CREATED = 201;

    private final AzureKeyService keys;
    private final KeyMakingService making;
    private final KeyLifeService life;
    private final CurrentCaller caller;

    AzureKeyResource(AzureKeyService keys, KeyMakingService making, KeyLifeService life, CurrentCaller caller) {
        this.keys = keys;
        this.making = making;
        this.life = life;
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

    @POST
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(CREATED)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "createKey",
            summary = "Create a key",
            description = "Has Azure make a key and takes a first backup. A name that is in use, here or in Azure, is"
                    + " refused: there is never a second version by accident. Needs view and keycreate on the vault.")
    @APIResponseSchema(
            value = AzureKeyView.class,
            responseCode = "201",
            responseDescription = "The key; without backup if none could be taken")
    @APIResponse(responseCode = "404", description = "There is no such vault")
    @APIResponse(responseCode = "409", description = "The name is in use")
    @APIResponse(responseCode = "422", description = "Azure refuses such a key")
    @AsksAzure
    public Uni<AzureKeyView> create(KeyRequest request) {
        return making.create(caller.get(), request);
    }

    @PATCH
    @Cancellable(false)
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "updateKey",
            summary = "Change a key",
            description = "Changes the latest version in Azure. Needs view and keyupdate on the vault.")
    @APIResponse(responseCode = "200", description = "The key as changed")
    @APIResponse(responseCode = "409", description = "The key is not AVAILABLE, or Azure is still changing it")
    @APIResponse(responseCode = "422", description = "Azure refuses the change")
    @AsksAzure
    public Uni<AzureKeyView> update(@PathParam("id") String id, KeyChangeRequest request) {
        return life.change(caller.get(), ObjectId.ofPath("key", id), request);
    }
}
