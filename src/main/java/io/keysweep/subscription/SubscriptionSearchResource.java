package io.keysweep.subscription;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
import io.keysweep.azure.AzureSubscription;
import io.keysweep.http.AsksAzure;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Subscriptions in Azure, over HTTP. */
@Path("/v1/cckm/azure/get-subscriptions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
@Tag(name = "CCKM/Azure Subscriptions")
public class SubscriptionSearchResource {

    private final SubscriptionService subscriptions;
    private final CurrentCaller caller;

    SubscriptionSearchResource(SubscriptionService subscriptions, CurrentCaller caller) {
        this.subscriptions = subscriptions;
        this.caller = caller;
    }

    @POST
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "getSubscriptionsFromAzure",
            summary = "Get subscriptions from Azure",
            description = "All that the connection can see, live; nothing is stored.")
    @APIResponse(responseCode = "200", description = "The subscriptions")
    @APIResponse(responseCode = "404", description = "There is no such connection")
    @AsksAzure
    public Uni<List<AzureSubscription>> find(@RequestBody(required = true) SubscriptionsRequest request) {
        return subscriptions.inAzure(caller.get(), request);
    }
}
