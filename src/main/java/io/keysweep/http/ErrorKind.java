package io.keysweep.http;

/**
 * The closed set of error answers. Numbers and labels are the product's where a source shows them (its Terraform and
 * Ansible clients match on the label and the status); the others follow their pattern.
 */
public enum ErrorKind {
    BAD_REQUEST(400, 15, "NCERRBadRequest: Bad HTTP request"),
    UNAUTHORIZED(401, 5, "NCERRUnauthorizedAccess: Unauthorized access"),
    FORBIDDEN(403, 7, "NCERRInsufficientPermissions: Insufficient permissions"),
    NOT_FOUND(404, 16, "NCERRResourceNotFound: Resource not found"),
    METHOD_NOT_ALLOWED(405, 15, "NCERRMethodNotAllowed: Method not allowed"),
    NOT_ACCEPTABLE(406, 15, "NCERRNotAcceptable: Not acceptable"),
    CONFLICT(409, 17, "NCERRConflict: Conflict"),
    UNSUPPORTED_MEDIA_TYPE(415, 15, "NCERRUnsupportedMediaType: Unsupported media type"),
    UNPROCESSABLE(422, 15, "NCERRUnprocessable: Request cannot be processed"),
    TOO_MANY_REQUESTS(429, 18, "NCERRTooManyRequests: Too many requests"),
    INTERNAL(500, 1, "NCERRInternalServerError: Internal server error"),
    BAD_GATEWAY(502, 19, "NCERRBadGateway: Azure refused or failed"),
    UNAVAILABLE(503, 20, "NCERRServiceUnavailable: Service unavailable");

    private final int status;
    private final int code;
    private final String codeDesc;

    ErrorKind(int status, int code, String codeDesc) {
        this.status = status;
        this.code = code;
        this.codeDesc = codeDesc;
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** Number in the body's {@code code}. */
    public int code() {
        return code;
    }

    /** Label in the body's {@code codeDesc}. */
    public String codeDesc() {
        return codeDesc;
    }

    /** The kind that answers with that status of the 4xx range; {@link #BAD_REQUEST} for one that has none of its own. */
    static ErrorKind ofStatus(int status) {
        for (ErrorKind kind : values()) {
            if (kind.status == status) {
                return kind;
            }
        }
        return BAD_REQUEST;
    }

    /** What to tell a caller whom the framework turned away with that status. */
    static String adviceOn(int status) {
        return switch (status) {
            case 404 -> "there is nothing at this path";
            case 405 -> "this path does not take this method";
            case 406 -> "none of the media types in Accept can be served here";
            case 413 -> "request body: too large";
            case 414 -> "request line: longer than is read here; shorten the path or the query";
            case 415 -> "request body: must be sent as application/json";
            case 431 -> "headers: together longer than is read here; send fewer, or shorter ones";
            default -> "the request cannot be understood";
        };
    }
}
