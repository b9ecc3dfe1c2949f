package io.keysweep.vault;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.azure.VaultKind;
import io.keysweep.http.AsksAzure;
import io.keysweep.http.Page;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Finding vaults in Azure and taking them under management, over HTTP. */
@Path("/v1/cckm/azure")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
@Tag(name = "CCKM/Azure Vaults")
public class VaultSearchResource {

    private static final int CREATED = 201;

    private final VaultAdministration vaults;
    private final CurrentCaller caller;

    VaultSearchResource(VaultAdministration vaults, CurrentCaller caller) {
        this.vaults = vaults;
        this.caller = caller;
    }

    @POST
    @Cancellable(false)
    @Path("/get-vaults")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "getVaultsFromAzure",
            summary = "Get vaults from Azure",
            description = "The vaults of a subscription, live and by pages; nothing is stored.")
    @APIResponse(responseCode = "200", description = "The vaults")
    @APIResponse(responseCode = "404", description = "There is no such connection, or it cannot see the subscription")
    @AsksAzure
    public Uni<FoundVaultsView> findVaults(@RequestBody(required = true) VaultSearchRequest request) {
        return vaults.find(caller.get(), VaultKind.VAULT, request);
    }

    @POST
    @Cancellable(false)
    @Path("/get-managed-hsms")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "getManagedHsmsFromAzure",
            summary = "Get managed HSMs from Azure",
            description = "The managed HSMs of a subscription, live and by pages; nothing is stored.")
    @APIResponse(responseCode = "200", description = "The managed HSMs")
    @APIResponse(responseCode = "404", description = "There is no such connection, or it cannot see the subscription")
    @AsksAzure
    public Uni<FoundVaultsView> findManagedHsms(@RequestBody(required = true) VaultSearchRequest request) {
        return vaults.find(caller.get(), VaultKind.MANAGED_HSM, request);
    }

    @POST
    @Cancellable(false)
    @Path("/add-vaults")
    @ResponseStatus(CREATED)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "addVaults",
            summary = "Add vaults",
            description = "Takes vaults under management, all of the request or none.")
    @APIResponse(
            responseCode = "201",
            description = "The vaults",
            content = @Content(schema = @Schema(ref = "PageVaultView")))
    @APIResponse(responseCode = "404", description = "There is no such connection, or it cannot see the subscription")
    @APIResponse(responseCode = "409", description = "One of them is there already; none was added")
    @AsksAzure
    public Uni<Page<VaultView>> add(@RequestBody(required = true) AddVaultsRequest request) {
        return vaults.add(caller.get(), request);
    }
}
