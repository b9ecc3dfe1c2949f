package io.keysweep.connection;

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
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Connections to whatever service over HTTP. There is one service here, so they are those to Azure. */
@Path("/v1/connectionmgmt/connections")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
@Tag(name = "Connection Manager/Connections")
public class AllConnectionsResource {

    private final ConnectionService connections;
    private final CurrentCaller caller;

    AllConnectionsResource(ConnectionService connections, CurrentCaller caller) {
        this.connections = connections;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(operationId = "listConnections", summary = "List connections", description = "Filters repeat.")
    public Uni<Page<ConnectionView>> list(
            @BeanParam ConnectionQuery query, @RestQuery String sort, @RestQuery String skip, @RestQuery String limit) {
        return connections.list(caller.get(), query, sort, PageRequest.parse(skip, limit));
    }

    @DELETE
    @Cancellable(false)
    @Path("/{id}")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(operationId = "deleteConnection", summary = "Delete a connection")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "409", description = "Vaults are reached by it")
    public Uni<Void> delete(@RestPath String id) {
        return connections.delete(caller.get(), ObjectId.ofPath("connection", id));
    }

    @POST
    @Cancellable(false)
    @Path("/{id}/delete")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "forceDeleteConnection",
            summary = "Delete a connection",
            description =
                    "The same as DELETE: a connection that vaults are reached by stays, for they would be out of reach.")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "409", description = "Vaults are reached by it")
    public Uni<Void> deleteByPost(@RestPath String id) {
        return connections.delete(caller.get(), ObjectId.ofPath("connection", id));
    }
}
