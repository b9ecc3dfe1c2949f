package io.keysweep.connection;

import io.keysweep.auth.Caller;
import io.keysweep.auth.CurrentCaller;
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
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Connections to Azure over HTTP. */
@Path("/v1/connectionmgmt/services/azure")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
@Tag(name = "Connection Manager/Azure Connections")
public class ConnectionResource {

    private static final int CREATED = 201;

    private final ConnectionService connections;
    private final CurrentCaller caller;

    ConnectionResource(ConnectionService connections, CurrentCaller caller) {
        this.connections = connections;
        this.caller = caller;
    }

    @GET
    @Path("/connections")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "listAzureConnections",
            summary = "List connections to Azure",
            description = "Filters repeat.")
    public Uni<Page<ConnectionView>> list(
            @BeanParam ConnectionQuery query, @RestQuery String sort, @RestQuery String skip, @RestQuery String limit) {
        return connections.list(caller.get(), query, sort, PageRequest.parse(skip, limit));
    }

    @POST
    @Cancellable(false)
    @Path("/connections")
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(CREATED)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "createAzureConnection",
            summary = "Create a connection to Azure",
            description =
                    "By client secret, by certificate, or by the identity of the platform where that is allowed. No call to"
                            + " Azure is made: test it.")
    @APIResponseSchema(value = ConnectionView.class, responseCode = "201", responseDescription = "The connection")
    @APIResponse(responseCode = "409", description = "The account has a connection of this name")
    public Uni<ConnectionView> create(@RequestBody(required = true) ConnectionRequest request) {
        return connections.create(caller.get(), request);
    }

    @GET
    @Path("/connections/{id}")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(operationId = "getAzureConnection", summary = "Get a connection to Azure")
    public Uni<ConnectionView> get(@RestPath String id) {
        return connections.get(caller.get(), id(id));
    }

    @PATCH
    @Cancellable(false)
    @Path("/connections/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "updateAzureConnection",
            summary = "Change a connection to Azure",
            description = "What is left out stays as it is, the secret too. The name cannot be changed.")
    @APIResponse(responseCode = "200", description = "The connection")
    @APIResponse(responseCode = "409", description = "Somebody else changed it at the same time")
    public Uni<ConnectionView> update(@RestPath String id, @RequestBody(required = true) ConnectionRequest request) {
        return connections.change(caller.get(), id(id), request);
    }

    @DELETE
    @Cancellable(false)
    @Path("/connections/{id}")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(operationId = "deleteAzureConnection", summary = "Delete a connection to Azure")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "409", description = "Vaults are reached by it")
    public Uni<Void> delete(@RestPath String id) {
        return connections.delete(caller.get(), id(id));
    }

    @POST
    @Cancellable(false)
    @Path("/connections/{id}/test")
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "testAzureConnection",
            summary = "Test a connection to Azure",
            description = "Logs in anew, and notes with the connection how that went.")
    @APIResponse(responseCode = "200", description = "How the login went, well or not")
    public Uni<ConnectionTestView> test(@RestPath String id) {
        return connections.test(caller.get(), id(id));
    }

    @POST
    @Cancellable(false)
    @Path("/connection-test")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Caller.ADMIN, Caller.CCKM_ADMINS})
    @Operation(
            operationId = "testAzureConnectionParameters",
            summary = "Test parameters of a connection",
            description = "Logs in by them; nothing is stored.")
    @APIResponse(responseCode = "200", description = "How the login went, well or not")
    public Uni<ConnectionTestView> testUnsaved(@RequestBody(required = true) ConnectionRequest request) {
        return connections.testUnsaved(caller.get(), request);
    }

    private static UUID id(String id) {
        return ObjectId.ofPath("connection", id);
    }
}
