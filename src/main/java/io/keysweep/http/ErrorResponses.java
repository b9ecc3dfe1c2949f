package io.keysweep.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/**
 * Adds to the API's description what the edge answers in place of an operation, and gives every error the form of
 * {@link ErrorBody} and the headers that come with it. Errors of a single operation are annotated there, by status and
 * description. A path that is not described, and a method that a path does not take, answer the same form with 404 and 405.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ErrorResponses implements OASFilter {

    private static final String JSON = "application/json";
    private static final String RETRY_AFTER = "Retry-After";
    private static final String AUTHENTICATE = "WWW-Authenticate";
    private static final int FIRST_ERROR = 400;
    private static final Set<String> OF_THE_BUILD = Set.of("Bad Request", "Not Authorized", "Not Allowed");

    // In the order of the kinds, so that each build writes the same document.
    private static final Map<ErrorKind, String> DESCRIPTIONS = new EnumMap<>(Map.ofEntries(
            Map.entry(ErrorKind.BAD_REQUEST, "The request is wrong as it stands; the message says where"),
            Map.entry(ErrorKind.UNAUTHORIZED, "No token, or one that is not valid"),
            Map.entry(ErrorKind.FORBIDDEN, "The caller lacks a group, or an action in the ACL of a vault"),
            Map.entry(ErrorKind.NOT_FOUND, "Not there, or not visible to the caller"),
            Map.entry(ErrorKind.NOT_ACCEPTABLE, "None of the media types in Accept can be served"),
            Map.entry(ErrorKind.UNSUPPORTED_MEDIA_TYPE, "The body is not sent as application/json"),
            Map.entry(ErrorKind.TOO_MANY_REQUESTS, "Too many requests of the caller, its account or its address"),
            Map.entry(ErrorKind.INTERNAL, "The service failed; its log says why under the requestID"),
            Map.entry(ErrorKind.UNAVAILABLE, "The database, or Azure, cannot be reached; try again")));

    /** Made by the build, which reads the annotation. */
    public ErrorResponses() {}

    @Override
    public void filterOpenAPI(OpenAPI api) {
        addHeaders(api.getComponents());
        DESCRIPTIONS.forEach((kind, description) -> api.getComponents()
                .addResponse(
                        name(kind),
                        form(kind.status(), OASFactory.createAPIResponse().description(description))));
        api.getPaths().getPathItems().forEach(ErrorResponses::complete);
    }

    private static void complete(String path, PathItem item) {
        item.getOperations().values().forEach(operation -> complete(path, operation));
    }

    private static void addHeaders(Components components) {
        components.addHeader(RequestId.HEADER, header("The id of this request in the logs.", SchemaType.STRING));
        components.addHeader(RETRY_AFTER, header("Seconds to wait before trying again.", SchemaType.INTEGER));
        components.addHeader(AUTHENTICATE, header("How to authenticate: Bearer.", SchemaType.STRING));
    }

    private static Header header(String description, SchemaType type) {
        return OASFactory.createHeader()
                .description(description)
                .required(true)
                .schema(OASFactory.createSchema().addType(type));
    }

    private static void complete(String path, Operation operation) {
        APIResponses responses = operation.getResponses();
        boolean byGroups = byGroups(operation);
        if (!byGroups) {
            responses.removeAPIResponse(String.valueOf(ErrorKind.FORBIDDEN.status()));
        }
        responses.getAPIResponses().forEach(ErrorResponses::complete);
        general(path, operation, byGroups).forEach(kind -> addIfAbsent(responses, kind));
    }

    private static void complete(String status, APIResponse response) {
        int number = Integer.parseInt(status);
        if (number >= FIRST_ERROR) {
            form(number, response);
        } else {
            refer(response, RequestId.HEADER);
        }
    }

    private static APIResponse form(int status, APIResponse response) {
        response.setContent(OASFactory.createContent().addMediaType(JSON, body()));
        refer(response, RequestId.HEADER);
        if (status == ErrorKind.UNAUTHORIZED.status()) {
            refer(response, AUTHENTICATE);
        }
        if (status == ErrorKind.TOO_MANY_REQUESTS.status() || status == ErrorKind.UNAVAILABLE.status()) {
            refer(response, RETRY_AFTER);
        }
        return response;
    }

    private static MediaType body() {
        return OASFactory.createMediaType().schema(OASFactory.createSchema().ref("Error"));
    }

    private static void refer(APIResponse response, String header) {
        response.addHeader(header, OASFactory.createHeader().ref(header));
    }

    // What the build says of its own accord has neither our words nor our form.
    private static void addIfAbsent(APIResponses responses, ErrorKind kind) {
        String status = String.valueOf(kind.status());
        APIResponse known = responses.getAPIResponse(status);
        if (known == null || OF_THE_BUILD.contains(known.getDescription())) {
            responses.addAPIResponse(status, OASFactory.createAPIResponse().ref(name(kind)));
        }
    }

    private static Set<ErrorKind> general(String path, Operation operation, boolean byGroups) {
        Set<ErrorKind> kinds = EnumSet.of(ErrorKind.BAD_REQUEST, ErrorKind.NOT_ACCEPTABLE, ErrorKind.TOO_MANY_REQUESTS);
        kinds.addAll(EnumSet.of(ErrorKind.INTERNAL, ErrorKind.UNAVAILABLE));
        addIf(operation.getRequestBody() != null, kinds, ErrorKind.UNSUPPORTED_MEDIA_TYPE);
        addIf(path.contains("{"), kinds, ErrorKind.NOT_FOUND);
        addIf(!isPublic(operation), kinds, ErrorKind.UNAUTHORIZED);
        addIf(byGroups, kinds, ErrorKind.FORBIDDEN);
        return kinds;
    }

    private static void addIf(boolean condition, Set<ErrorKind> kinds, ErrorKind kind) {
        if (condition) {
            kinds.add(kind);
        }
    }

    private static boolean isPublic(Operation operation) {
        return operation.getSecurity() != null && operation.getSecurity().isEmpty();
    }

    private static boolean byGroups(Operation operation) {
        return operation.getSecurity() != null
                && operation.getSecurity().stream()
                        .flatMap(requirement -> requirement.getSchemes().values().stream())
                        .anyMatch(groups -> !groups.isEmpty());
    }

    /** Of the response among the components. */
    private static String name(ErrorKind kind) {
        return kind.codeDesc().substring("NCERR".length(), kind.codeDesc().indexOf(':'));
    }
}
