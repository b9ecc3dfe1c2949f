package io.keysweep.support;

import io.keysweep.http.ApiException;
import io.keysweep.http.TooManyRequestsException;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Until the real mapper is there. To be deleted with it. */
public class StandInErrors {

    @ServerExceptionMapper
    public Response answer(ApiException failure) {
        Response.ResponseBuilder answer = Response.status(failure.kind().status())
                .entity(Map.of(
                        "code", failure.kind().code(),
                        "codeDesc", failure.kind().codeDesc(),
                        "message", failure.getMessage()));
        if (failure instanceof TooManyRequestsException throttled) {
            answer.header("Retry-After", throttled.retryAfterSeconds());
        }
        return answer.type("application/json").build();
    }
}
