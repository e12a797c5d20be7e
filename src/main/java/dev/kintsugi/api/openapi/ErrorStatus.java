package dev.kintsugi.api.openapi;

import java.util.Arrays;
import java.util.Optional;

/** The statuses that report failures. */
enum ErrorStatus {
    BAD_REQUEST(400, "BadRequest", "The request cannot be read, or what it asks for is wrong"),
    NOT_FOUND(404, "NotFound", "There is none of this name"),
    NOT_ACCEPTABLE(406, "NotAcceptable", "The answer exists in none of the media types in Accept"),
    REQUEST_TIMEOUT(408, "RequestTimeout", "The body did not arrive in time"),
    CONFLICT(409, "Conflict", "The state of the job or a request with the same Idempotency-Key does not allow it now"),
    TOO_LARGE(413, "ContentTooLarge", "The body is larger than 1 MiB"),
    URI_TOO_LONG(414, "UriTooLong", "The request line is too long"),
    MEDIA_TYPE(415, "UnsupportedMediaType", "The body is not JSON, or is compressed"),
    RANGE(416, "RangeNotSatisfiable", "It has no such part"),
    EXPECTATION(417, "ExpectationFailed", "The expectation in Expect is not known"),
    UNPROCESSABLE(422, "UnprocessableContent", "Fields or parameters are wrong; field_errors lists each"),
    TOO_MANY(429, "TooManyRequests", "The queue has no room for this caller or priority"),
    HEADERS_TOO_LARGE(431, "HeadersTooLarge", "The headers are too large"),
    INTERNAL(500, "InternalError", "The service failed, and no repair helped"),
    NOT_IMPLEMENTED(501, "NotImplemented", "The model cannot do this"),
    BAD_GATEWAY(502, "BadGateway", "A download of a model failed"),
    UNAVAILABLE(503, "Unavailable", "The model or the service cannot answer now, or is shutting down"),
    GATEWAY_TIMEOUT(504, "GatewayTimeout", "The deadline passed, or loading or inference took too long"),
    NO_STORAGE(507, "InsufficientStorage", "There is not enough memory or disk space");

    private final int code;
    private final String component;
    private final String text;

    ErrorStatus(int code, String component, String text) {
        this.code = code;
        this.component = component;
        this.text = text;
    }

    static Optional<ErrorStatus> of(String code) {
        return Arrays.stream(values())
                .filter(status -> status.code().equals(code))
                .findFirst();
    }

    String code() {
        return String.valueOf(code);
    }

    /** The name of the component that describes it. */
    String component(boolean openAi) {
        return openAi ? "OpenAi" + component : component;
    }

    String text() {
        return text;
    }

    /** Whether answers with it may say when to come back. */
    boolean tellsWhen() {
        return this == CONFLICT || this == TOO_MANY || code >= 500;
    }

    /** Whether answers with it come before anything is known of the operation. */
    boolean isBeforeHandlers() {
        return this == URI_TOO_LONG || this == HEADERS_TOO_LARGE;
    }

    /** Whether it may be the last answer of its connection, because the rest of the request is not read. */
    boolean closes() {
        return isBeforeHandlers()
                || this == BAD_REQUEST
                || this == REQUEST_TIMEOUT
                || this == TOO_LARGE
                || this == EXPECTATION
                || this == UNAVAILABLE;
    }
}
