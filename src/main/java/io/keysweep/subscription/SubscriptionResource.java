package io.keysweep.subscription;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.http.ObjectId;
import io.keysweep.http.Page;
import io.keysweep.http.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Subscriptions of vaults under management, over HTTP. */
@Path("/v1/cckm/azure/subscriptions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
@Tag(name = "CCKM/Azure Subscriptions")
public class SubscriptionResource {

    private final SubscriptionService subscriptions;
    private final CurrentCaller caller;

    SubscriptionResource(SubscriptionService subscriptions, CurrentCaller caller) {
        this.subscriptions = subscriptions;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(
            operationId = "listSubscriptions",
            summary = "List subscriptions",
            description = "Those of the vaults that the caller may see.")
    public Uni<Page<SubscriptionView>> list(
            @BeanParam SubscriptionQuery query,
            @RestQuery String sort,
            @RestQuery String skip,
            @RestQuery String limit) {
        return subscriptions.list(caller.get(), query, sort, PageRequest.parse(skip, limit));
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS, Caller.CCKM_USERS})
    @Operation(operationId = "getSubscription", summary = "Get a subscription")
    public Uni<SubscriptionView> get(@RestPath String id) {
        return subscriptions.get(caller.get(), ObjectId.ofPath("subscription", id));
    }

    @DELETE
    @Cancellable(false)
    @Path("/{id}")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "deleteSubscription",
            summary = "Delete a subscription",
            description = "Here; not in Azure.")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "409", description = "Vaults are of it")
    public Uni<Void> delete(@RestPath String id) {
        return subscriptions.delete(caller.get(), ObjectId.ofPath("subscription", id));
    }
}
