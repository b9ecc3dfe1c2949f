package io.keysweep.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.keysweep.account.DatabaseBusyException;
import io.keysweep.account.SqlStates;
import io.quarkus.security.AuthenticationFailedException;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.ext.web.RoutingContext;
import io.vertx.pgclient.PgException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where failures become answers. What is not known here is a 500 that tells nothing but the request id. */
class ApiExceptionMapper {

    private static final Logger LOGGER = Logger.getLogger(ApiExceptionMapper.class);
    private static final long RETRY_AFTER_SECONDS = 1;
    private static final String NOT_IN_REPERTOIRE = "22021";

    @ServerExceptionMapper
    Response known(ApiException failure, RoutingContext request) {
        return answer(failure.kind(), failure.getMessage(), request, failure.retryAfterSeconds());
    }

    @ServerExceptionMapper
    Response notAuthenticated(io.quarkus.security.UnauthorizedException failure, RoutingContext request) {
        return answer(ErrorKind.UNAUTHORIZED, "a bearer token is needed: log in and send it as Authorization", request);
    }

    // What exactly is wrong with a token is nothing to tell whoever sent it.
    @ServerExceptionMapper
    Response authenticationFailed(AuthenticationFailedException failure, RoutingContext request) {
        LOGGER.debugf("token refused reason=%s", failure.getCause() == null ? failure : failure.getCause());
        return answer(ErrorKind.UNAUTHORIZED, "Invalid token: not valid, or expired; log in again", request);
    }

    @ServerExceptionMapper
    Response notAllowed(
            io.quarkus.security.ForbiddenException failure, ResourceInfo operation, RoutingContext request) {
        return answer(ErrorKind.FORBIDDEN, "needs membership in one of the groups " + groups(operation), request);
    }

    private static String groups(ResourceInfo operation) {
        RolesAllowed allowed = operation.getResourceMethod().getAnnotation(RolesAllowed.class);
        return allowed == null ? "that may call this" : String.join(", ", allowed.value());
    }

    @ServerExceptionMapper({MismatchedInputException.class, JsonMappingException.class, JsonProcessingException.class})
    Response notReadable(JsonProcessingException failure, RoutingContext request) {
        return answer(ErrorKind.BAD_REQUEST, JsonProblem.describe(failure), request);
    }

    @ServerExceptionMapper
    Response byFramework(WebApplicationException failure, RoutingContext request) {
        if (failure.getCause() instanceof JsonProcessingException json) {
            return notReadable(json, request);
        }
        if (failure.getCause() instanceof ApiException known) {
            return known(known, request);
        }
        int status = failure.getResponse().getStatus();
        return status >= 500
                ? unexpected(failure, request)
                : answer(ErrorKind.ofStatus(status), ErrorKind.adviceOn(status), request);
    }

    // The database answered with an error. The only text that it does not take is one with U+0000 in it;
    // all other errors are nothing that a caller could mend.
    @ServerExceptionMapper
    Response databaseError(PgException failure, RoutingContext request) {
        String sqlState = String.valueOf(failure.getSqlState());
        if (sqlState.equals(NOT_IN_REPERTOIRE)) {
            return answer(
                    ErrorKind.BAD_REQUEST, "a text of the request: must not contain the character U+0000", request);
        }
        if (sqlState.equals(SqlStates.QUERY_CANCELED)) {
            return tooSlow(failure, request);
        }
        return SqlStates.passing(sqlState) ? unavailable(failure, request) : unexpected(failure, request);
    }

    private static Response tooSlow(PgException failure, RoutingContext request) {
        LOGGER.warnf("request failed reason=%s", failure.toString());
        return answer(
                ErrorKind.UNAVAILABLE,
                "the database needs too long for this: ask for less at once, or try again when it is less busy",
                request);
    }

    @ServerExceptionMapper
    Response busy(DatabaseBusyException failure, RoutingContext request) {
        LOGGER.warnf("request failed reason=%s", failure.toString());
        return answer(
                ErrorKind.UNAVAILABLE,
                "the database has no connection free for this account, whose other requests have all that it may use: send"
                        + " fewer at the same time, or try again",
                request);
    }

    // The last is what a pool fails with when none of its connections becomes free in time.
    @ServerExceptionMapper({VertxException.class, IOException.class, NoStackTraceThrowable.class})
    Response unavailable(Throwable failure, RoutingContext request) {
        LOGGER.warnf("request failed reason=%s", failure.toString());
        return answer(
                ErrorKind.UNAVAILABLE, "the database cannot be reached or cannot serve this now: try again", request);
    }

    @ServerExceptionMapper
    Response unexpected(Throwable failure, RoutingContext request) {
        LOGGER.error("request failed unexpectedly", failure);
        return answer(ErrorKind.INTERNAL, "the request failed, and the log says why under its requestID", request);
    }

    private static Response answer(ErrorKind kind, String message, RoutingContext request) {
        return answer(kind, message, request, RETRY_AFTER_SECONDS);
    }

    private static Response answer(ErrorKind kind, String message, RoutingContext request, long retryAfterSeconds) {
        Response.ResponseBuilder answer = Response.status(kind.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ErrorBody.of(kind, message, RequestId.of(request)));
        switch (kind) {
            case UNAUTHORIZED -> answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            case TOO_MANY_REQUESTS, UNAVAILABLE -> answer.header("Retry-After", retryAfterSeconds);
            default -> {}
        }
        return answer.build();
    }
}
