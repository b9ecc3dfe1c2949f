package io.keysweep.azure;

import io.quarkus.rest.client.reactive.Url;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import org.jboss.resteasy.reactive.RestResponse;

/** HTTP of Azure Resource Manager: every call that we make is a GET of JSON. */
@Path("")
interface ArmClient {

    /** Whatever the answer is; errors are for the caller to read. */
    @GET
    Uni<RestResponse<String>> get(@Url URI url, @HeaderParam(HttpHeaders.AUTHORIZATION) String bearer);
}
